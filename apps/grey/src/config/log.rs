//! The section about logs.

use serde::Deserialize;
use std::path::PathBuf;
use tracing::level_filters::LevelFilter;

/// What it says, and where: `[log]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// How a line is written.
    pub format: LogFormat,
    /// How much is said.
    pub level: LogLevel,
    /// The file; with none, decisions go to standard output, and all else to standard
    /// error.
    pub file: PathBuf,
}

impl Default for Log {
    fn default() -> Log {
        Log {
            format: LogFormat::Text,
            level: LogLevel::Info,
            file: PathBuf::new(),
        }
    }
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs, and for `grey simulate`.
    Json,
    /// As the original Kamaelia Grey wrote it.
    Original,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogLevel {
    /// What nobody can go on after.
    Error,
    /// Troubles.
    Warn,
    /// Decisions, and what changes.
    Info,
    /// Also what the libraries say that it is made of.
    Debug,
    /// All.
    Trace,
}

impl From<LogLevel> for LevelFilter {
    fn from(level: LogLevel) -> LevelFilter {
        match level {
            LogLevel::Error => LevelFilter::ERROR,
            LogLevel::Warn => LevelFilter::WARN,
            LogLevel::Info => LevelFilter::INFO,
            LogLevel::Debug => LevelFilter::DEBUG,
            LogLevel::Trace => LevelFilter::TRACE,
        }
    }
}
