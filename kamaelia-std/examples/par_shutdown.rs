//! Components side by side, which end together: clocks that know of no end, and a
//! deadline that tells all of them at once.
//!
//! ```console
//! $ cargo run -q --example par_shutdown 2
//! slow
//! fast
//! fast
//! fast
//! slow
//! ```

use kamaelia::chassis::Par;
use kamaelia::prelude::*;
use kamaelia_std::io::ConsoleEchoer;
use kamaelia_std::util::{Map, NullSink, OneShot, Tick};
use std::time::Duration;

#[kamaelia::main]
async fn main() -> Outcome {
    let seconds = std::env::args().nth(1).unwrap_or("5".into()).parse()?;
    let clock = |(name, millis)| {
        let ticks = Tick::new(Duration::from_millis(millis)).at_once(true);
        pipeline![ticks, Map::new(move |()| name)]
    };
    graphline! {
        DEADLINE = OneShot::new(()).after(Duration::from_secs(seconds));
        IGNORE   = NullSink::new();
        CLOCKS   = Par::of([("slow", 1500), ("fast", 700)].map(clock));
        PRINT    = ConsoleEchoer::new();

        DEADLINE -> IGNORE;
        // Whoever has ended says so; a chassis tells it to all that it runs.
        DEADLINE.signal -> CLOCKS.control;
        CLOCKS -> PRINT;
    }
    .run()
    .await
}
