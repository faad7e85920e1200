//! The console, files, folders and programs. They run on tokio.
//!
//! Some that the original had are a part or a parameter of another here:
//!
//! | In the original | Here |
//! |---|---|
//! | `Append` | [`FileWriter`] with [`append`](FileWriter::append) |
//! | `MaxSpeedFileReader`, `IntelligentFileReader`, `SimpleReader` | [`FileReader`] |
//! | `ReadFileAdaptor` | [`FileReader`], its [`lines`](FileReader::lines), [`RateControlledFileReader`], or [`ChildProcess`] for a command |
//! | `ReusableFileReader` | `Carousel::new(PromptedFileReader::new)` |
//! | `RateControlledReusableFileReader`, `FixedRateControlledReusableFileReader` | the same with a [`RateControlledFileReader`] |
//! | `SimpleFileWriter` | [`FileWriter`] |
//! | `UnixProcess`, `UnixProcess2`, `Pipethrough` | [`ChildProcess`], which loses nothing and leaves no program behind |
//! | the further pipes of `UnixProcess2` | [`FileReader`] and [`FileWriter`], which read and write named pipes as well |

mod async_read_source;
mod async_write_sink;
mod child_process;
mod console_echoer;
mod console_reader;
mod directory_watch;
mod file_error;
mod file_lines;
mod file_reader;
mod file_writer;
mod input;
mod output;
mod process_errors;
mod process_group;
mod prompted_file_lines;
mod prompted_file_reader;
mod rate_controlled_file_reader;
mod triggered_file_reader;
mod whole_file_writer;

pub use async_read_source::AsyncReadSource;
pub use async_write_sink::AsyncWriteSink;
pub use child_process::ChildProcess;
pub use console_echoer::{CannotPrint, Console, ConsoleEchoer};
pub use console_reader::ConsoleReader;
pub use directory_watch::{DirectoryEvent, DirectoryWatch};
pub use file_error::{FileAttempt, FileError};
pub use file_lines::FileLines;
pub use file_reader::FileReader;
pub use file_writer::FileWriter;
pub use output::Fsync;
pub use process_errors::{CannotRun, ProgramFailed, ProgramKilled};
pub use prompted_file_lines::PromptedFileLines;
pub use prompted_file_reader::PromptedFileReader;
pub use rate_controlled_file_reader::RateControlledFileReader;
pub use triggered_file_reader::TriggeredFileReader;
pub use whole_file_writer::WholeFileWriter;
