//! The settings of `grey`, as a file and as a command line.

mod command_line;

pub use command_line::CommandLine;
