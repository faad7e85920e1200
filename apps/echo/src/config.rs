use clap::{Parser, ValueEnum};
use kamaelia_std::util::{BadLine, Lines};
use std::path::PathBuf;
use std::time::Duration;

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

    /// How long it may take to end after SIGINT or SIGTERM; the second one ends
    /// it at once.
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    pub(crate) grace: Duration,

    /// Prints the graph that every line goes through, and ends.
    #[arg(long)]
    pub(crate) graph: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "it is no number, such as `2` or `0.5`".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
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
