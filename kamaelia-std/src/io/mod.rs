//! The console and files. They run on tokio.

mod console_echoer;
mod console_reader;
mod file_lines;
mod file_reader;
mod input;

pub use console_echoer::{CannotPrint, Console, ConsoleEchoer};
pub use console_reader::ConsoleReader;
pub use file_lines::FileLines;
pub use file_reader::{FileAttempt, FileError, FileReader};
