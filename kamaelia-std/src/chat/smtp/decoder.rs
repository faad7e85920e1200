use super::content::{Content, Rules, Scan};
use super::{Ask, Flaw};
use bytes::{Buf, Bytes, BytesMut};
use memchr::memchr;
use std::collections::VecDeque;

/// Cuts what an SMTP client sends into commands and messages, wherever it is cut itself.
///
/// It knows no commands: whoever reads them tells it when a message comes. It holds one
/// line of a command at most, and nothing of a message.
///
/// ```
/// use kamaelia_std::chat::smtp::{Decoder, Part, Rules};
///
/// let rules = Rules { size: 1000, line: 1000, eight_bit: true };
/// let mut decoder = Decoder::new(512);
/// decoder.push("DATA\r\nhel".into());
/// assert_eq!(decoder.next_part(), Some(Part::Command("DATA".into())));
/// decoder.data(rules);
/// assert_eq!(decoder.next_part(), Some(Part::Chunk("hel".into())));
/// assert_eq!(decoder.next_part(), None);
/// decoder.push("lo\r\n.\r\nQUIT\r\n".into());
/// assert_eq!(decoder.next_part(), Some(Part::Chunk("lo\r\n".into())));
/// assert_eq!(decoder.next_part(), Some(Part::End));
/// assert_eq!(decoder.next_part(), Some(Part::Command("QUIT".into())));
/// ```
#[derive(Debug)]
pub struct Decoder {
    /// What has not been looked at.
    input: Bytes,
    /// What has come of a command.
    line: BytesMut,
    /// The command is longer than it may be, and is thrown away as it comes.
    is_long: bool,
    limit: usize,
    mode: Mode,
    content: Option<Content>,
    /// What was found together with something that is told of first.
    later: VecDeque<Part>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Command,
    /// A message up to its dot.
    Dotted,
    /// So many bytes of a message, and whether they are its last.
    Counted {
        left: u64,
        last: bool,
    },
}

/// What a client has sent, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A line where commands stand, without its CR LF.
    Command(Bytes),
    /// A line where commands stand, which is none because of this. What it was is
    /// thrown away.
    NoCommand(Flaw),
    /// Bytes of a message, at most [`Ask::CHUNK`] of them.
    Chunk(Bytes),
    /// The message is not as it has to be, and no more of it will be told of. Comes
    /// again if something heavier is found.
    Flaw(Flaw),
    /// The message, or the counted bytes of it, have ended. A command comes next.
    End,
}

impl Decoder {
    /// Commands have at most `limit` bytes, with their CR LF.
    #[must_use]
    pub fn new(limit: usize) -> Decoder {
        Decoder {
            input: Bytes::new(),
            line: BytesMut::new(),
            is_long: false,
            limit,
            mode: Mode::Command,
            content: None,
            later: VecDeque::new(),
        }
    }

    /// Gives it what has come, after [`next_part`](Decoder::next_part) had nothing more.
    pub fn push(&mut self, bytes: Bytes) {
        if self.input.is_empty() {
            self.input = bytes;
        } else {
            self.input = [&self.input[..], &bytes[..]].concat().into();
        }
    }

    /// Whether there is something that it has not looked at.
    #[must_use]
    pub fn has_more(&self) -> bool {
        !self.input.is_empty() || !self.later.is_empty()
    }

    /// A message comes next, up to its dot: DATA was answered with 354.
    pub fn data(&mut self, rules: Rules) {
        self.content = Some(Content::new(rules));
        self.mode = Mode::Dotted;
    }

    /// So many bytes of a message come next, as BDAT says; a first such command begins
    /// the message by these rules, and with the `last` it is whole.
    pub fn bdat(&mut self, bytes: u64, last: bool, rules: Rules) {
        self.content.get_or_insert_with(|| Content::new(rules));
        self.mode = Mode::Counted { left: bytes, last };
    }

    /// So many bytes come next that belong to no message: BDAT was refused.
    pub fn skip(&mut self, bytes: u64) {
        self.content = None;
        self.mode = Mode::Counted {
            left: bytes,
            last: false,
        };
    }

    /// No message is on its way any more.
    pub fn abandon(&mut self) {
        self.content = None;
    }

    /// Forgets all that it holds: it is not known to come from who speaks now.
    pub fn clear(&mut self) {
        *self = Decoder::new(self.limit);
    }

    /// The next part; `None` when more has to come first.
    pub fn next_part(&mut self) -> Option<Part> {
        loop {
            if let Some(part) = self.later.pop_front() {
                return Some(part);
            }
            match self.mode {
                Mode::Command => return self.command(),
                Mode::Counted { left: 0, last } => self.counted_out(last),
                _ if self.input.is_empty() => return None,
                Mode::Dotted => self.dotted(),
                Mode::Counted { left, last } => self.counted(left, last),
            }
        }
    }

    fn command(&mut self) -> Option<Part> {
        let Some(found) = memchr(b'\n', &self.input) else {
            let input = std::mem::take(&mut self.input);
            self.hold(&input);
            return None;
        };
        let mut line = self.input.split_to(found + 1);
        if self.is_long || !self.line.is_empty() {
            self.hold(&line);
            line = self.line.split().freeze();
        }
        let is_long = std::mem::take(&mut self.is_long) || line.len() > self.limit;
        Some(match line.strip_suffix(b"\r\n") {
            _ if is_long => Part::NoCommand(Flaw::LongLine(self.limit)),
            None => Part::NoCommand(Flaw::BareLf),
            Some(words) if words.contains(&b'\r') => Part::NoCommand(Flaw::BareCr),
            Some(words) if words.contains(&0) => Part::NoCommand(Flaw::Nul),
            Some(words) => Part::Command(line.slice_ref(words)),
        })
    }

    /// Keeps what has come of a command, unless it is too much.
    fn hold(&mut self, bytes: &[u8]) {
        if self.is_long || self.line.len() + bytes.len() > self.limit {
            self.is_long = true;
            self.line.clear();
        } else {
            self.line.extend_from_slice(bytes);
        }
    }

    fn dotted(&mut self) {
        let piece = self.input.slice(..self.input.len().min(Ask::CHUNK));
        let Some(content) = &mut self.content else {
            self.mode = Mode::Command;
            return;
        };
        let scan = content.scan(&piece, true);
        self.input.advance(scan.used);
        if scan.end {
            self.mode = Mode::Command;
            self.content = None;
        }
        self.tell(scan);
    }

    fn counted(&mut self, left: u64, last: bool) {
        let most = usize::try_from(left).unwrap_or(usize::MAX);
        let piece = self
            .input
            .split_to(self.input.len().min(most).min(Ask::CHUNK));
        let left = left - piece.len() as u64;
        self.mode = Mode::Counted { left, last };
        if let Some(content) = &mut self.content {
            let scan = content.scan(&piece, false);
            self.tell(scan);
        }
    }

    fn counted_out(&mut self, last: bool) {
        self.mode = Mode::Command;
        let mut scan = Scan::default();
        if last && let Some(mut content) = self.content.take() {
            scan = content.finish();
        }
        scan.end = true;
        self.tell(scan);
    }

    fn tell(&mut self, scan: Scan) {
        let chunk = Some(scan.chunk).filter(|chunk| !chunk.is_empty());
        let parts = [
            chunk.map(Part::Chunk),
            scan.flaw.map(Part::Flaw),
            scan.end.then_some(Part::End),
        ];
        self.later.extend(parts.into_iter().flatten());
    }
}

#[cfg(test)]
mod tests;
