//! Says every line back: a component that reads, one that prints, and a linkage.
//!
//! ```console
//! $ printf 'hello\n' | cargo run -q --example console_echo
//! hello
//! ```

use kamaelia::prelude::*;
use kamaelia_std::io::{ConsoleEchoer, ConsoleReader};

#[kamaelia::main]
async fn main() -> Outcome {
    pipeline![ConsoleReader::new(">>> "), ConsoleEchoer::new()]
        .run()
        .await
}
