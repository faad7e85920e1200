use super::{Reply, Status};
use bytes::BytesMut;
use memchr::memchr;
use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// Puts the replies of an SMTP server together, wherever they are cut (RFC 5321 4.2).
///
/// A reply may have several lines; each begins with its code and, mostly, with its
/// enhanced status code (RFC 2034). A line may end with LF alone.
///
/// ```
/// use kamaelia_std::chat::smtp::ReplyDecoder;
///
/// let mut decoder = ReplyDecoder::default();
/// decoder.push(b"250-mail.example.org\r\n250 SI");
/// assert_eq!(decoder.next_reply()?, None);
/// decoder.push(b"ZE 1000\r\n");
/// let reply = decoder.next_reply()?.expect("it is whole");
/// assert_eq!(reply.lines(), ["mail.example.org", "SIZE 1000"]);
/// # Ok::<(), kamaelia_std::chat::smtp::BadReply>(())
/// ```
#[derive(Debug, Default)]
pub struct ReplyDecoder {
    /// What has not been looked at.
    bytes: BytesMut,
    /// The lines of a reply that goes on.
    begun: Option<Reply>,
    lines: usize,
}

impl ReplyDecoder {
    /// How many bytes a line may have, with its ending: 2048. The RFC has 512.
    pub const LINE: usize = 2048;

    /// How many lines a reply may have: 128.
    pub const LINES: usize = 128;

    /// Gives it what has come.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// How many bytes it has that it has not looked at.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.bytes.len()
    }

    /// Whether all that has come was whole replies, which it has given.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.bytes.is_empty() && self.begun.is_none()
    }

    /// The next reply that is whole.
    ///
    /// # Errors
    ///
    /// [`BadReply`], behind which nothing that comes can be understood.
    pub fn next_reply(&mut self) -> Result<Option<Reply>, BadReply> {
        loop {
            let limit = ReplyDecoder::LINE;
            let start = self.bytes.get(..limit).unwrap_or(&self.bytes);
            let Some(end) = memchr(b'\n', start) else {
                return match self.bytes.len() < limit {
                    true => Ok(None),
                    false => Err(BadReply::LongLine { limit }),
                };
            };
            let line = self.bytes.split_to(end + 1);
            if let Some(reply) = self.line(&line)? {
                return Ok(Some(reply));
            }
        }
    }

    /// Takes one line; gives the reply, if it was the last.
    fn line(&mut self, line: &[u8]) -> Result<Option<Reply>, BadReply> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let bad = || BadReply::NoReply(String::from_utf8_lossy(line).escape_debug().to_string());
        let (code, goes_on, text) = parse(line).ok_or_else(bad)?;
        let text = String::from_utf8_lossy(text);
        let (status, rest) = match first_status(&text, code) {
            Some((status, rest)) => (Some(status), rest),
            None => (None, &*text),
        };
        let reply = match self.begun.take() {
            None => {
                self.lines = 0;
                let reply = match status {
                    Some(Status(a, b, c)) => Reply::new(code).enhanced(a, b, c),
                    None => Reply::new(code),
                };
                reply.text(rest)
            }
            Some(begun) if begun.code() != code => return Err(bad()),
            // What is no status of the whole is a part of the text.
            Some(begun) if begun.status() == status => begun.text(rest),
            Some(begun) => begun.text(&text),
        };
        self.lines += 1;
        if !goes_on {
            return Ok(Some(reply));
        }
        if self.lines >= ReplyDecoder::LINES {
            let limit = ReplyDecoder::LINES;
            return Err(BadReply::ManyLines { limit });
        }
        self.begun = Some(reply);
        Ok(None)
    }
}

/// The code of a line, whether it says that there is another, and its text.
fn parse(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    let (code, rest) = line.split_first_chunk::<3>()?;
    let is_code = matches!(code, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9']);
    let code = code.iter().map(|digit| u16::from(digit.wrapping_sub(b'0')));
    let code = code.fold(0, |code, digit| code * 10 + digit);
    let (goes_on, text) = match rest {
        [] => (false, rest),
        [b' ', text @ ..] => (false, text),
        [b'-', text @ ..] => (true, text),
        _ => return None,
    };
    is_code.then_some((code, goes_on, text))
}

/// The enhanced status code that a text begins with, and the rest of it (RFC 2034 4).
fn first_status(text: &str, code: u16) -> Option<(Status, &str)> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let mut parts = word.split('.').map(|part| {
        let is_number = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u16>().ok().filter(|_| is_number)
    });
    let (class, subject, detail) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || class != code / 100 || class == 3 {
        return None;
    }
    Some((Status(u8::try_from(class).ok()?, subject, detail), rest))
}

/// What a server has sent where a reply was to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadReply {
    /// A line that is none of a reply, or of another reply than the line before.
    NoReply(
        /// The line, with its unprintable characters written out.
        String,
    ),
    /// A line that is too long.
    LongLine {
        /// How many bytes it may have.
        limit: usize,
    },
    /// A reply with too many lines.
    ManyLines {
        /// How many it may have.
        limit: usize,
    },
}

impl Display for BadReply {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            BadReply::NoReply(line) => {
                let shown: String = line.chars().take(80).collect();
                write!(f, "there is no reply such as `{shown}`")
            }
            BadReply::LongLine { limit } => {
                write!(f, "a line is longer than the limit, {limit} bytes")
            }
            BadReply::ManyLines { limit } => {
                write!(f, "a reply has more lines than the limit, {limit}")
            }
        }
    }
}

impl Error for BadReply {}

#[cfg(test)]
mod tests {
    use super::*;

    /// All replies, wherever the bytes are cut.
    fn decode(bytes: &[u8]) -> Result<Vec<Reply>, BadReply> {
        let all = |size: usize| {
            let mut decoder = ReplyDecoder::default();
            let mut replies = Vec::new();
            for piece in bytes.chunks(size) {
                decoder.push(piece);
                while let Some(reply) = decoder.next_reply()? {
                    replies.push(reply);
                }
            }
            Ok(replies)
        };
        let whole = all(bytes.len().max(1));
        for size in 1..bytes.len().min(9) {
            assert_eq!(all(size), whole, "in pieces of {size}");
        }
        whole
    }

    #[test]
    fn replies_come_one_after_the_other() {
        let replies =
            decode(b"220 hello\r\n250-2.1.0 one\r\n250-2.1.0\r\n250 2.1.0 two\r\n354\r\n");
        let two = Reply::new(250).enhanced(2, 1, 0).text("one\ntwo");
        let all = vec![Reply::new(220).text("hello"), two, Reply::new(354)];
        assert_eq!(replies, Ok(all));
    }

    #[test]
    fn a_line_may_end_with_a_line_feed_alone_and_have_no_text() {
        let replies = decode(b"250-\n250 \n");
        assert_eq!(replies, Ok(vec![Reply::new(250)]));
    }

    #[test]
    fn what_is_no_status_of_this_code_is_text() {
        for text in [
            "5.1.1 x",
            "2.1 x",
            "2.1.1.1 x",
            "2..1 x",
            "2.1.1234 x",
            "2.+1.1 x",
        ] {
            let replies = decode(format!("250 {text}\r\n").as_bytes());
            assert_eq!(replies, Ok(vec![Reply::new(250).text(text)]), "{text}");
        }
        let replies = decode(b"354 3.1.1 x\r\n");
        assert_eq!(replies, Ok(vec![Reply::new(354).text("3.1.1 x")]));
        // Not the one of the first line.
        let replies = decode(b"550-5.1.1 a\r\n550 5.7.1 b\r\n");
        let reply = Reply::new(550).enhanced(5, 1, 1).text("a\n5.7.1 b");
        assert_eq!(replies, Ok(vec![reply]));
    }

    #[test]
    fn what_is_no_reply_is_shown() {
        for bad in [
            "",
            "25",
            "hello",
            "2500 x",
            "150 x",
            "650 x",
            "25x x",
            "250_x",
            "250-a\r\n251 b",
            "\u{1}",
        ] {
            let last = bad.lines().last().unwrap_or_default();
            let shown = last.escape_debug().to_string();
            let replies = decode(format!("{bad}\r\n").as_bytes());
            assert_eq!(replies, Err(BadReply::NoReply(shown)), "{bad}");
        }
    }

    #[test]
    fn a_reply_without_an_end_is_given_up() {
        let line = format!("250 {}\r\n", "x".repeat(ReplyDecoder::LINE - 6));
        assert_eq!(decode(line.as_bytes()).map(|all| all.len()), Ok(1));
        let limit = ReplyDecoder::LINE;
        let longer = line.replace("\r\n", "x\r\n");
        assert_eq!(decode(longer.as_bytes()), Err(BadReply::LongLine { limit }));
        let limit = ReplyDecoder::LINES;
        let lines = "250-x\r\n".repeat(limit);
        assert_eq!(decode(lines.as_bytes()), Err(BadReply::ManyLines { limit }));
    }

    #[test]
    fn what_is_left_is_known() {
        let mut decoder = ReplyDecoder::default();
        decoder.push(b"250-a\r\n250 b\r\n2");
        assert!(matches!(decoder.next_reply(), Ok(Some(_))));
        assert!(!decoder.is_at_rest());
        decoder.push(b"50 c\r\n");
        assert!(matches!(decoder.next_reply(), Ok(Some(_))));
        assert!(decoder.is_at_rest());
    }
}
