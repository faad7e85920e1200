use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// Something is wrong with the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, or the variable of the environment.
    pub source: String,
    /// The line of the file, from 1.
    pub line: Option<usize>,
    /// What is wrong there, and what to write instead.
    pub why: String,
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.why)
    }
}

impl Error for ConfigError {}
