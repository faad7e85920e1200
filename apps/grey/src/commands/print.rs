//! What the commands print.

use crate::admin::AdminRow;
use serde::Serialize;
use std::io::{self, ErrorKind, StdoutLock, Write};

/// The standard output. Who reads it may have seen enough, and that is no error.
pub(super) struct Print {
    out: io::BufWriter<StdoutLock<'static>>,
    pub(super) is_over: bool,
}

impl Print {
    pub(super) fn new() -> Print {
        Print {
            out: io::BufWriter::new(io::stdout().lock()),
            is_over: false,
        }
    }

    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        let written = writeln!(self.out, "{line}");
        self.check(written)
    }

    pub(super) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        self.line(&serde_json::to_string(value)?)
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        self.check(flushed)
    }

    fn check(&mut self, written: io::Result<()>) -> io::Result<()> {
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_over = true;
                Ok(())
            }
            written => written,
        }
    }
}

/// An entry in one line. What senders say is not trusted to be a line.
pub(super) fn row(row: &AdminRow) -> String {
    let mut text = format!("{:<8} {}", row.state, row.whom);
    if let (Some(sender), Some(recipient)) = (&row.sender, &row.recipient) {
        text += &format!(" <{sender}> <{recipient}>");
    }
    text += &format!(" since {}", row.since);
    if row.last != row.since {
        text += &format!(" last {}", row.last);
    }
    match &row.until {
        Some(until) => text += &format!(" until {until}"),
        None => text += " for good",
    }
    if row.passes > 0 && row.kind != "allowed" {
        text += &format!(" passes={}", row.passes);
    }
    quiet(&text)
}

/// A text without what would begin a line, or tell a terminal what to do.
pub(super) fn quiet(text: &str) -> String {
    text.replace(|c: char| c.is_control(), "?")
}

/// A number of entries in words.
pub(super) fn entries(count: u64) -> String {
    match count {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    }
}
