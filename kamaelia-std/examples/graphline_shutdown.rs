//! How a graph ends: who ends closes its boxes, and its `signal` may tell others to.
//!
//! The clock would tick for ever. When the input ends, one component after another is
//! told to finish, the clock last; then nobody is left. Ctrl-C tells all at once.
//!
//! ```console
//! $ cargo run -q --example graphline_shutdown </dev/null
//! tick
//! first: finish
//! second: finish
//! ```

use kamaelia::prelude::*;
use kamaelia_std::io::{ConsoleEchoer, ConsoleReader};
use kamaelia_std::util::{NullSink, Tick};
use std::time::Duration;

/// Waits to be told to end, and says how it was told.
#[derive(Component)]
struct Waiter {
    /// How it is told.
    #[inbox]
    control: Inbox<Shutdown>,
    /// Its last words.
    #[outbox]
    outbox: Outbox<String>,
    name: &'static str,
}

impl Main for Waiter {
    async fn main(mut self) -> Outcome {
        if let Some(Shutdown::Finish) = self.control.recv().await {
            self.outbox.send(format!("{}: finish", self.name)).await?;
        }
        Ok(())
    }
}

#[kamaelia::main]
async fn main() -> Outcome {
    graphline! {
        INPUT  = ConsoleReader::new("Ctrl-D ends it: ");
        IGNORE = NullSink::new();
        FIRST  = Waiter::new("first");
        SECOND = Waiter::new("second");
        CLOCK  = Tick::new(Duration::from_secs(1)).at_once(true);
        PRINT  = ConsoleEchoer::new();

        INPUT -> IGNORE;
        INPUT.signal  -> FIRST.control;
        FIRST.signal  -> SECOND.control;
        SECOND.signal -> CLOCK.control;

        FIRST  -> PRINT;
        SECOND -> PRINT;
        CLOCK.outbox -> PRINT.inbox via |()| "tick".to_owned();
    }
    .run()
    .await
}
