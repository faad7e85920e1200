mod endings;
mod lines_of;

use memchr::memchr;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::str;

pub(super) use lines_of::LinesOf;

/// Cuts bytes, which come in pieces, into lines of text.
///
/// This is what [`LineSplit`](crate::util::LineSplit) does, without its boxes:
/// give it a piece, and ask for lines until there are none; at the end, ask
/// for what stands after the last line ending. It holds no more than one
/// unfinished line of at most `limit` bytes.
///
/// ```
/// use kamaelia_std::util::Lines;
///
/// let mut lines = Lines::new(80);
/// let mut piece = &b"one\r\ntwo\nthr"[..];
/// assert_eq!(lines.next_line(&mut piece), Some(Ok("one".to_owned())));
/// assert_eq!(lines.next_line(&mut piece), Some(Ok("two".to_owned())));
/// assert_eq!(lines.next_line(&mut piece), None);
/// let mut piece = &b"ee"[..];
/// assert_eq!(lines.next_line(&mut piece), None);
/// assert_eq!(lines.finish(), Some(Ok("three".to_owned())));
/// ```
#[derive(Clone, Debug)]
pub struct Lines {
    limit: usize,
    replacing: bool,
    /// What has come of the line that is not yet complete.
    rest: Vec<u8>,
    /// The line was too long, and has been reported; its end is dropped.
    discarding: bool,
    /// How many bytes came before those that are still to be looked at.
    offset: u64,
    bad: u64,
}

impl Lines {
    /// How many bytes a line may have where nobody says otherwise: 64 KiB.
    pub const LIMIT: usize = 64 * 1024;

    /// Lines of at most `limit` bytes, their endings not counted.
    pub fn new(limit: usize) -> Lines {
        Lines {
            limit,
            replacing: false,
            rest: Vec::new(),
            discarding: false,
            offset: 0,
            bad: 0,
        }
    }

    /// Makes the best of a bad line, instead of an error: what is not UTF-8
    /// becomes U+FFFD, and what is too long is cut at the limit.
    #[must_use]
    pub fn replacing(mut self, replacing: bool) -> Lines {
        self.replacing = replacing;
        self
    }

    /// The next line that is complete, without its LF or CR LF. Takes from
    /// `bytes` what it has looked at; `None` means all of it.
    ///
    /// A line that is too long is reported as soon as that is known; the rest
    /// of it is dropped.
    pub fn next_line(&mut self, bytes: &mut &[u8]) -> Option<Result<String, LineError>> {
        while !bytes.is_empty() {
            let (piece, complete) = cut(bytes);
            *bytes = &bytes[piece.len() + usize::from(complete)..];
            let line = self.take(piece, complete);
            self.offset += (piece.len() + usize::from(complete)) as u64;
            if line.is_some() {
                return line;
            }
        }
        None
    }

    /// The lines that `bytes` completes, as [`next_line`](Self::next_line) gives them. What
    /// is text is found out for all of them at once.
    pub fn lines_of<'a>(
        &'a mut self,
        bytes: &'a [u8],
    ) -> impl Iterator<Item = Result<String, LineError>> + use<'a> {
        LinesOf::new(self, bytes)
    }

    /// What stands after the last line ending, if anything does.
    pub fn finish(&mut self) -> Option<Result<String, LineError>> {
        let rest = std::mem::take(&mut self.rest);
        let start = self.offset - rest.len() as u64;
        (!rest.is_empty()).then(|| self.line(&rest, start))
    }

    fn take(&mut self, piece: &[u8], complete: bool) -> Option<Result<String, LineError>> {
        if self.discarding {
            self.discarding = !complete;
            return None;
        }
        if complete && self.rest.is_empty() {
            return Some(self.line(without_cr(piece), self.offset));
        }
        let start = self.offset - self.rest.len() as u64;
        // A carriage return more may belong to the line's ending.
        let room = self.limit.saturating_add(1) - self.rest.len();
        if !complete && piece.len() < room {
            self.rest.extend_from_slice(piece);
            return None;
        }
        let mut line = std::mem::take(&mut self.rest);
        line.extend_from_slice(&piece[..piece.len().min(room)]);
        if !complete && piece.len() == room && line.ends_with(b"\r") {
            self.rest = line;
            return None;
        }
        self.discarding = !complete;
        let result = if complete && piece.len() <= room {
            self.line(without_cr(&line), start)
        } else {
            self.too_long(&line, start)
        };
        // The next unfinished line uses the same memory.
        line.clear();
        self.rest = line;
        Some(result)
    }

    #[inline]
    fn line(&mut self, line: &[u8], start: u64) -> Result<String, LineError> {
        if line.len() > self.limit {
            return self.too_long(line, start);
        }
        match str::from_utf8(line) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) if self.replacing => Ok(String::from_utf8_lossy(line).into_owned()),
            Err(error) => Err(self.error(
                start,
                LineProblem::NotUtf8 {
                    at: start + error.valid_up_to() as u64,
                },
            )),
        }
    }

    fn too_long(&mut self, line: &[u8], start: u64) -> Result<String, LineError> {
        if self.replacing {
            return Ok(without_half_character(&line[..self.limit]));
        }
        let limit = self.limit;
        Err(self.error(start, LineProblem::TooLong { limit }))
    }

    fn error(&mut self, offset: u64, problem: LineProblem) -> LineError {
        self.bad += 1;
        LineError {
            number: self.bad,
            offset,
            problem,
        }
    }
}

/// What comes before the first line ending, and whether there is one.
#[inline]
fn cut(bytes: &[u8]) -> (&[u8], bool) {
    match memchr(b'\n', bytes) {
        Some(end) => (&bytes[..end], true),
        None => (bytes, false),
    }
}

fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The text of a line that was cut somewhere.
fn without_half_character(line: &[u8]) -> String {
    let whole = match str::from_utf8(line) {
        Err(error) if error.error_len().is_none() => &line[..error.valid_up_to()],
        _ => line,
    };
    String::from_utf8_lossy(whole).into_owned()
}

/// A line that is no text, or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineError {
    /// Which of the stream's bad lines it is, from 1.
    pub number: u64,
    /// How many bytes of the stream come before the line.
    pub offset: u64,
    /// What is wrong with it.
    pub problem: LineProblem,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineProblem {
    /// It is not UTF-8.
    NotUtf8 {
        /// How many bytes of the stream come before the one that is wrong.
        at: u64,
    },
    /// It has more bytes than it may have.
    TooLong {
        /// How many it may have, without its ending.
        limit: usize,
    },
}

impl Display for LineError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "the line at byte {} ", self.offset)?;
        match self.problem {
            LineProblem::NotUtf8 { at } => write!(f, "is not UTF-8: byte {at} is wrong"),
            LineProblem::TooLong { limit } => write!(f, "is longer than the limit, {limit} bytes"),
        }
    }
}

impl Error for LineError {}

#[cfg(test)]
mod tests;
