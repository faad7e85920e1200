//! Prints a file, so many lines in a second. A composite is a component whose `main`
//! is a graph.
//!
//! ```console
//! $ cargo run -q --example slow_reader README.md 2
//! ```

use kamaelia::prelude::*;
use kamaelia_std::flow::MessageRateLimit;
use kamaelia_std::io::{ConsoleEchoer, FileReader};

/// Sends the lines of a file, so many in a second.
#[derive(Component)]
pub(crate) struct SlowReader {
    /// One line a message.
    #[outbox]
    outbox: Outbox<String>,
    path: String,
    lines_per_second: f64,
}

impl Main for SlowReader {
    async fn main(self) -> Outcome {
        graphline! {
            READ  = FileReader::lines(self.path);
            LIMIT = MessageRateLimit::new(self.lines_per_second).buffer(0);

            READ -> LIMIT -> self.outbox;
        }
        .run()
        .await
    }
}

#[kamaelia::main]
async fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or("README.md".to_owned());
    let lines_per_second = arguments.next().map_or(Ok(5.0), |rate| rate.parse())?;
    pipeline![
        SlowReader::new(path, lines_per_second),
        ConsoleEchoer::new(),
    ]
    .run()
    .await
}
