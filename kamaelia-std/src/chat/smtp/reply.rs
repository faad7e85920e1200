use bytes::{BufMut, BytesMut};
use std::fmt::{self, Display, Formatter};

/// How long a line of a reply may be, with its code and its end (RFC 5321 4.5.3.1.5).
const LINE: usize = 512;

/// What `250-2.1.0 ` and CR LF may take of a line.
const AROUND: usize = 16;

/// What a server says to an [`Ask`](super::Ask): a code, and text for people
/// (RFC 5321 4.2).
///
/// ```
/// use bytes::BytesMut;
/// use kamaelia_std::chat::smtp::Reply;
///
/// let reply = Reply::new(451).enhanced(4, 7, 1).text("come back in 300 seconds");
/// assert!(reply.is_transient());
///
/// let mut bytes = BytesMut::new();
/// reply.encode(&mut bytes);
/// assert_eq!(bytes, "451 4.7.1 come back in 300 seconds\r\n");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reply {
    code: u16,
    status: Option<Status>,
    lines: Vec<String>,
}

/// The enhanced status code of a [`Reply`], such as `4.7.1`: its class, its subject and
/// its detail (RFC 3463).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Status(pub u8, pub u16, pub u16);

impl Reply {
    /// A reply with this code and without a text. What is no code of a reply, which
    /// are those from 200 to 599, becomes 451: something has gone wrong here.
    #[must_use]
    pub const fn new(code: u16) -> Reply {
        let code = match code {
            200..=599 => code,
            _ => 451,
        };
        Reply {
            code,
            status: None,
            lines: Vec::new(),
        }
    }

    /// The same with an enhanced status code (RFC 2034). A reply that asks for more,
    /// 354 say, has none.
    #[must_use]
    pub const fn enhanced(mut self, class: u8, subject: u16, detail: u16) -> Reply {
        if self.code < 300 || self.code >= 400 {
            self.status = Some(Status(class, subject, detail));
        }
        self
    }

    /// The same with one more line of text, or as many as the text has. A line that is
    /// too long for SMTP becomes two, and control characters become spaces.
    #[must_use]
    pub fn text(mut self, text: impl AsRef<str>) -> Reply {
        for line in text.as_ref().lines() {
            let mut rest = line;
            while rest.len() > LINE - AROUND {
                let (fits, more) = rest.split_at(rest.floor_char_boundary(LINE - AROUND));
                self.lines.push(harmless(fits));
                rest = more;
            }
            self.lines.push(harmless(rest));
        }
        self
    }

    /// The code, from 200 to 599.
    #[must_use]
    pub const fn code(&self) -> u16 {
        self.code
    }

    /// The enhanced status code.
    #[must_use]
    pub const fn status(&self) -> Option<Status> {
        self.status
    }

    /// The lines of its text, without codes.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Whether it says yes, or asks for more: 2xx and 3xx.
    #[must_use]
    pub const fn is_positive(&self) -> bool {
        self.code < 400
    }

    /// Whether it says no for now: 4xx.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        self.code >= 400 && self.code < 500
    }

    /// Whether it says no for good: 5xx.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        self.code >= 500
    }

    /// Appends it as it goes over the wire.
    pub fn encode(&self, to: &mut BytesMut) {
        let last = self.lines.len().saturating_sub(1);
        let lines = self.lines.iter().map(String::as_str);
        let nothing = self.lines.is_empty().then_some("");
        let status = self.status.map(|status| format!("{status} "));
        let status = status.unwrap_or_default();
        for (number, line) in lines.chain(nothing).enumerate() {
            let mark = if number == last { ' ' } else { '-' };
            let line = format!("{}{mark}{status}{line}\r\n", self.code);
            to.put_slice(line.as_bytes());
        }
    }
}

fn harmless(line: &str) -> String {
    line.replace(char::is_control, " ")
}

/// In one line: `451 4.7.1 come back in 300 seconds`.
impl Display for Reply {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(status) = self.status {
            write!(f, " {status}")?;
        }
        self.lines.iter().try_for_each(|line| write!(f, " {line}"))
    }
}

impl Display for Status {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Status(class, subject, detail) = self;
        write!(f, "{class}.{subject}.{detail}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reply: &Reply, wire: &str) {
        let mut bytes = BytesMut::new();
        reply.encode(&mut bytes);
        assert_eq!(str::from_utf8(&bytes), Ok(wire));
    }

    #[test]
    fn a_reply_goes_over_the_wire_line_by_line_each_with_its_codes() {
        check(&Reply::new(250), "250 \r\n");
        check(&Reply::new(250).enhanced(2, 0, 0), "250 2.0.0 \r\n");
        check(&Reply::new(354).text("go on"), "354 go on\r\n");
        check(
            &Reply::new(354).enhanced(3, 0, 0).text("go on"),
            "354 go on\r\n",
        );
        let two = Reply::new(550).enhanced(5, 1, 1).text("nobody\nhere");
        check(&two, "550-5.1.1 nobody\r\n550 5.1.1 here\r\n");
        assert_eq!(two.to_string(), "550 5.1.1 nobody here");
    }

    #[test]
    fn no_text_can_make_a_line_of_its_own_or_one_that_is_too_long() {
        check(&Reply::new(250).text("a\r250 b\0"), "250 a 250 b \r\n");
        let long = Reply::new(250).enhanced(2, 0, 0).text("ä".repeat(1000));
        let mut bytes = BytesMut::new();
        long.encode(&mut bytes);
        assert!(
            bytes[..]
                .split(|&byte| byte == b'\n')
                .all(|line| line.len() < LINE)
        );
        assert_eq!(long.lines().concat(), "ä".repeat(1000));
    }

    #[test]
    fn what_is_no_code_is_a_trouble_of_ours() {
        for code in [0, 42, 199, 600, 2500] {
            assert!(Reply::new(code).is_transient());
        }
    }
}
