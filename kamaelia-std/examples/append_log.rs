//! A log book: every line is said back, and put to the end of a file.
//!
//! ```console
//! $ printf 'land in sight\n' | cargo run -q --example append_log log.txt
//! land in sight
//! ```

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::io::{ConsoleEchoer, ConsoleReader, FileWriter, Fsync};

#[kamaelia::main]
async fn main() -> Outcome {
    let path = std::env::args().nth(1).unwrap_or("log.txt".to_owned());
    graphline! {
        INPUT = ConsoleReader::new("log: ");
        PRINT = ConsoleEchoer::new();
        // Others may put the file by; then the next line makes it anew.
        WRITE = FileWriter::new(path).append(true).hold_open(false).fsync(Fsync::Always);

        INPUT.outbox -> [
            PRINT.inbox,
            WRITE.inbox via |line: String| Bytes::from(line + "\n"),
        ];
    }
    .run()
    .await
}
