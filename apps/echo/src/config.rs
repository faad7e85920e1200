use clap::{Parser, ValueEnum};
use kamaelia_std::util::{BadLine, Lines};
use std::path::PathBuf;

/// Says every line back in upper case, numbered and measured.
///
/// Lines come from standard input, if nothing else is asked for.
#[derive(Clone, Debug, Parser)]
#[command(name = "echo", version)]
pub(crate) struct Config {
    /// Reads this file.
    #[arg(long, value_name = "PATH", conflicts_with = "listen")]
    pub(crate) file: Option<PathBuf>,

    /// Serves everyone who connects to this address, such as `127.0.0.1:1601`.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,

    /// What to do with a line that is too long, or not UTF-8.
    #[arg(long, value_name = "WAY", default_value = "fail")]
    pub(crate) bad_lines: BadLines,

    /// How many bytes a line may have.
    #[arg(long, value_name = "BYTES", default_value_t = Lines::LIMIT)]
    pub(crate) limit: usize,

    /// Prints the graph that every line goes through, and ends.
    #[arg(long)]
    pub(crate) graph: bool,
}

/// [`BadLine`], for the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum BadLines {
    /// End, and say where it is.
    Fail,
    /// Say where it is, and go on with the next one.
    Skip,
    /// Replace what is not UTF-8, and cut what is too long.
    Replace,
}

impl From<BadLines> for BadLine {
    fn from(way: BadLines) -> BadLine {
        match way {
            BadLines::Fail => BadLine::Fail,
            BadLines::Skip => BadLine::Skip,
            BadLines::Replace => BadLine::Replace,
        }
    }
}
