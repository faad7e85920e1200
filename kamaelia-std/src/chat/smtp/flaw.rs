use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// What is wrong with a line of a command or of a message, so that it is refused.
///
/// Lines end with CR LF and with nothing else (RFC 5321 2.3.8). Programs that take
/// something else for an end do not agree on where a message ends, and then somebody
/// can smuggle in one of his own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// It has an LF without a CR before it.
    BareLf,
    /// It has a CR without an LF behind it.
    BareCr,
    /// It has a byte 0 in it (RFC 5321 4.5.2).
    Nul,
    /// It is longer than this, its end included (RFC 5321 4.5.3.1).
    LongLine(usize),
    /// It has bytes above 127, where 8BITMIME is not offered (RFC 6152).
    EightBit,
    /// The message has more bytes than this (RFC 1870).
    TooBig(u64),
}

impl Flaw {
    /// Whether it is not certain where a message with such a line ends.
    #[must_use]
    pub const fn hides_the_end(self) -> bool {
        matches!(self, Flaw::BareLf | Flaw::BareCr)
    }

    /// Which of several is told of: the heaviest, and not the one that happened to be
    /// seen first.
    pub(super) const fn weight(self) -> u8 {
        match self {
            Flaw::BareLf | Flaw::BareCr => 5,
            Flaw::Nul => 4,
            Flaw::LongLine(_) => 3,
            Flaw::EightBit => 2,
            Flaw::TooBig(_) => 1,
        }
    }
}

impl Display for Flaw {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::BareLf => f.write_str("a line ends with LF alone; it has to be CR LF"),
            Flaw::BareCr => f.write_str("a CR has no LF behind it; lines have to end with CR LF"),
            Flaw::Nul => f.write_str("there is a byte 0 in a line"),
            Flaw::LongLine(limit) => write!(f, "a line is longer than {limit} bytes"),
            Flaw::EightBit => {
                f.write_str("there are bytes above 127 in it, and 8BITMIME is not offered")
            }
            Flaw::TooBig(limit) => write!(f, "the message is longer than {limit} bytes"),
        }
    }
}

impl Error for Flaw {}
