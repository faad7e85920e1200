//! The lines that a piece of a stream completes: [`LinesOf`].

use super::endings::Endings;
use super::{LineError, Lines};
use std::str;

/// The lines of [`Lines::lines_of`].
pub(in crate::util) struct LinesOf<'a> {
    lines: &'a mut Lines,
    bytes: &'a [u8],
    /// The bytes up to the first that are no text.
    text: &'a str,
    endings: Endings<'a>,
    /// How many bytes have been looked at.
    at: usize,
}

impl<'a> LinesOf<'a> {
    pub(in crate::util) fn new(lines: &'a mut Lines, bytes: &'a [u8]) -> LinesOf<'a> {
        let text = str::from_utf8(bytes).unwrap_or_else(|error| {
            // Up to there it is text, as was just found out.
            str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        });
        LinesOf {
            lines,
            bytes,
            text,
            endings: Endings::of(bytes),
            at: 0,
        }
    }

    /// The lines up to the next bad one, which is in `bad` then.
    pub(in crate::util) fn good<'b>(&'b mut self, bad: &'b mut Option<LineError>) -> Good<'b, 'a> {
        Good { lines: self, bad }
    }

    /// The line that is all there is from `at` to `end`, if it is text and nothing has
    /// come of it before: this is what most lines are.
    #[inline]
    fn whole_line(&self, end: usize) -> Option<String> {
        let Lines {
            limit,
            rest,
            discarding,
            ..
        } = &*self.lines;
        let line = self.text.get(self.at..end)?;
        let line = line.strip_suffix('\r').unwrap_or(line);
        (rest.is_empty() && !discarding && line.len() <= *limit).then(|| line.to_owned())
    }

    /// The line that ends at `end`, if it is another one.
    #[cold]
    #[inline(never)]
    fn other_line(&mut self, end: usize) -> Option<Result<String, LineError>> {
        let line = self.lines.take(&self.bytes[self.at..end], true);
        self.go_on_at(end + 1);
        line
    }

    /// What comes after the last line ending: it is a line only if that is bad already.
    #[cold]
    #[inline(never)]
    fn begun_line(&mut self) -> Option<Result<String, LineError>> {
        let piece = &self.bytes[self.at..];
        if piece.is_empty() {
            return None;
        }
        let line = self.lines.take(piece, false);
        self.go_on_at(self.bytes.len());
        line
    }

    #[inline]
    fn go_on_at(&mut self, at: usize) {
        self.lines.offset += (at - self.at) as u64;
        self.at = at;
    }
}

impl Iterator for LinesOf<'_> {
    type Item = Result<String, LineError>;

    fn next(&mut self) -> Option<Result<String, LineError>> {
        let mut bad = None;
        let good = self.good(&mut bad).next();
        good.map(Ok).or_else(|| bad.map(Err))
    }
}

/// See [`LinesOf::good`].
pub(in crate::util) struct Good<'b, 'a> {
    lines: &'b mut LinesOf<'a>,
    bad: &'b mut Option<LineError>,
}

impl Iterator for Good<'_, '_> {
    type Item = String;

    // It becomes a part of who sends the lines: a line that was given back in memory is
    // written there in three pieces and read in two, for which the processor has to wait
    // until it has been written.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn next(&mut self) -> Option<String> {
        let Good { lines, bad } = self;
        while let Some(end) = lines.endings.next() {
            if let Some(line) = lines.whole_line(end) {
                lines.go_on_at(end + 1);
                return Some(line);
            }
            if let Some(line) = lines.other_line(end) {
                return line.map_err(|error| **bad = Some(error)).ok();
            }
        }
        let begun = lines.begun_line()?;
        begun.map_err(|error| **bad = Some(error)).ok()
    }
}
