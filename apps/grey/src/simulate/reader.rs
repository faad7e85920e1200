use crate::log::{BadRecord, Record};
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Reads the lines of a log.
pub(super) struct Reader {
    name: String,
    lines: Box<dyn BufRead>,
    line: Vec<u8>,
    number: u64,
}

/// What is wrong with a line.
pub(super) struct BadLine {
    name: String,
    number: u64,
    why: BadRecord,
}

impl Display for BadLine {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let BadLine { name, number, why } = self;
        write!(f, "{name}, line {number}: {why}")
    }
}

/// A log that cannot be read.
#[derive(Debug)]
pub struct CannotRead {
    /// Which one.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

impl Display for CannotRead {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let CannotRead { path, error } = self;
        write!(f, "the log `{}` cannot be read: {error}", path.display())
    }
}

impl Error for CannotRead {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

impl Reader {
    /// Reads this file; `-` is standard input.
    pub(super) fn open(path: &Path) -> Result<Reader, CannotRead> {
        let (name, lines): (_, Box<dyn BufRead>) = match path.to_str() {
            Some("-") => ("standard input".to_owned(), Box::new(io::stdin().lock())),
            _ => {
                let file = File::open(path).map_err(|error| CannotRead {
                    path: path.to_owned(),
                    error,
                })?;
                let lines = Box::new(BufReader::with_capacity(64 << 10, file));
                (path.display().to_string(), lines)
            }
        };
        Ok(Reader {
            name,
            lines,
            line: Vec::new(),
            number: 0,
        })
    }

    /// What the next line says, if there is one.
    pub(super) fn next(&mut self) -> Result<Option<Result<Record, BadLine>>, CannotRead> {
        self.line.clear();
        let read = self.lines.read_until(b'\n', &mut self.line);
        let count = read.map_err(|error| CannotRead {
            path: PathBuf::from(&self.name),
            error,
        })?;
        if count == 0 {
            return Ok(None);
        }
        self.number += 1;
        let line = String::from_utf8_lossy(&self.line);
        let record = Record::parse(line.trim_end());
        Ok(Some(record.map_err(|why| BadLine {
            name: self.name.clone(),
            number: self.number,
            why,
        })))
    }
}
