use super::Flaw;
use bytes::{Bytes, BytesMut};
use memchr::memchr3;

/// What a message may be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How many bytes it may have in all.
    pub size: u64,
    /// How many bytes a line of it may have, with its CR LF (RFC 5321 4.5.3.1.6).
    pub line: usize,
    /// Whether it may have bytes above 127.
    pub eight_bit: bool,
}

/// A message as it comes, in pieces that are cut anywhere.
#[derive(Debug)]
pub(super) struct Content {
    rules: Rules,
    at: At,
    /// How many bytes of its line have come.
    column: usize,
    size: u64,
    flaw: Option<Flaw>,
}

/// Behind what the next byte comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// The end of a line, or nothing at all.
    Start,
    /// A dot that stood at the start of its line, and that is no part of the message.
    Dot,
    /// Such a dot and a CR.
    DotCr,
    /// Something else in a line.
    Text,
    /// A CR at the end of a line.
    Cr,
}

/// What a piece has in it.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// How much of it belongs to the message.
    pub(super) used: usize,
    /// The message's next bytes; none of one that is not as it has to be.
    pub(super) chunk: Bytes,
    /// What is wrong with the message, if nothing as heavy was before.
    pub(super) flaw: Option<Flaw>,
    /// Whether the message ends in it, with a dot.
    pub(super) end: bool,
}

impl Content {
    pub(super) fn new(rules: Rules) -> Content {
        Content {
            rules,
            at: At::Start,
            column: 0,
            size: 0,
            flaw: None,
        }
    }

    /// What is missing at the end of a message that does not end with a dot: its last
    /// line is a whole one.
    pub(super) fn finish(&mut self) -> Scan {
        let mut scan = Scan::default();
        match self.at {
            At::Cr => scan.flaw = self.mar(Flaw::BareCr),
            At::Text if self.flaw.is_none() => scan.chunk = Bytes::from_static(b"\r\n"),
            _ => {}
        }
        scan
    }

    /// Takes a piece, in which dots are stuffed, and one alone is the end (RFC 5321
    /// 4.5.2), or all is as it is (RFC 3030).
    ///
    /// What it finds in the end does not depend on where the pieces are cut.
    pub(super) fn scan(&mut self, piece: &Bytes, is_dotted: bool) -> Scan {
        let mut scan = Scan::default();
        let mut kept = Kept::of(piece);
        let mut at = 0;
        while let Some(&byte) = piece.get(at) {
            let flaw = match self.at {
                At::Start if is_dotted && byte == b'.' => {
                    kept.leave_out(at);
                    at += 1;
                    self.at = At::Dot;
                    None
                }
                At::Dot if byte == b'\r' => {
                    kept.leave_out(at);
                    at += 1;
                    self.at = At::DotCr;
                    None
                }
                At::DotCr if byte == b'\n' => {
                    kept.leave_out(at);
                    at += 1;
                    scan.end = true;
                    break;
                }
                At::Cr if byte == b'\n' => {
                    at += 1;
                    self.start();
                    None
                }
                At::DotCr | At::Cr => {
                    self.at = At::Text;
                    self.mar(Flaw::BareCr)
                }
                At::Start | At::Dot | At::Text => {
                    kept.go_on(at);
                    let (length, flaw) = self.text(piece.get(at..).unwrap_or_default());
                    at += length;
                    flaw
                }
            };
            scan.flaw = flaw.or(scan.flaw);
        }
        scan.used = at;
        let chunk = kept.up_to(at);
        scan.flaw = self.weigh(&chunk).or(scan.flaw);
        if self.flaw.is_none() {
            scan.chunk = chunk;
        }
        scan
    }

    /// Takes a line as far as it goes, or up to something that is wrong with it.
    fn text(&mut self, text: &[u8]) -> (usize, Option<Flaw>) {
        self.at = At::Text;
        let found = memchr3(b'\r', b'\n', 0, text).unwrap_or(text.len());
        self.column = self.column.saturating_add(found);
        let mut flaw = None;
        // Its CR LF counts, too.
        if self.column.saturating_add(2) > self.rules.line {
            flaw = self.mar(Flaw::LongLine(self.rules.line));
        }
        match text.get(found..).unwrap_or_default() {
            [b'\r', b'\n', ..] => {
                self.start();
                (found + 2, flaw)
            }
            [b'\r', ..] => {
                self.at = At::Cr;
                (found + 1, flaw)
            }
            [b'\n', ..] => (found + 1, self.mar(Flaw::BareLf).or(flaw)),
            [_, ..] => (found + 1, self.mar(Flaw::Nul).or(flaw)),
            [] => (found, flaw),
        }
    }

    /// A line begins.
    fn start(&mut self) {
        self.at = At::Start;
        self.column = 0;
    }

    /// Counts what is to be passed on, and looks at the rules for all of it.
    fn weigh(&mut self, chunk: &[u8]) -> Option<Flaw> {
        self.size = self.size.saturating_add(chunk.len() as u64);
        let mut flaw = None;
        if self.size > self.rules.size {
            flaw = self.mar(Flaw::TooBig(self.rules.size));
        }
        if !self.rules.eight_bit && !chunk.is_ascii() {
            flaw = self.mar(Flaw::EightBit).or(flaw);
        }
        flaw
    }

    /// Notes what is wrong, and gives it if nothing as heavy was before.
    fn mar(&mut self, flaw: Flaw) -> Option<Flaw> {
        if self
            .flaw
            .is_some_and(|before| before.weight() >= flaw.weight())
        {
            return None;
        }
        self.flaw = Some(flaw);
        Some(flaw)
    }
}

/// A piece without some of its bytes. It is copied only where there is something left
/// out in its middle.
struct Kept<'a> {
    piece: &'a Bytes,
    copy: BytesMut,
    /// From where on it is kept and not yet copied.
    from: usize,
    /// From where on nothing is kept, if so.
    gap: Option<usize>,
}

impl Kept<'_> {
    fn of(piece: &Bytes) -> Kept<'_> {
        Kept {
            piece,
            copy: BytesMut::new(),
            from: 0,
            gap: None,
        }
    }

    /// The byte there is left out.
    fn leave_out(&mut self, at: usize) {
        self.gap.get_or_insert(at);
    }

    /// The byte there is kept.
    fn go_on(&mut self, at: usize) {
        if let Some(gap) = self.gap.take() {
            self.copy(gap);
            self.from = at;
        }
    }

    fn copy(&mut self, to: usize) {
        let part = self.piece.get(self.from..to).unwrap_or_default();
        if self.copy.is_empty() && !part.is_empty() {
            self.copy.reserve(self.piece.len());
        }
        self.copy.extend_from_slice(part);
    }

    /// What is kept of all that lies before `at`.
    fn up_to(mut self, at: usize) -> Bytes {
        let to = self.gap.unwrap_or(at);
        if self.copy.is_empty() {
            return self.piece.slice(self.from..to);
        }
        self.copy(to);
        self.copy.freeze()
    }
}
