use kamaelia_std::chat::smtp::Mailbox;
use memchr::memrchr;
use std::fmt::{self, Display, Formatter, Write};

/// An address of mail, as somebody gave it.
///
/// It need not be one that RFC 5321 allows: whoever asks for a decision may be less
/// strict, and is to get one all the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// What stands before the `@`.
    pub local: String,
    /// What stands after it; empty for `<postmaster>`.
    pub domain: String,
}

impl Address {
    /// The address in `text`, which is cut at its last `@`.
    #[must_use]
    pub fn of(text: &str) -> Address {
        let at = memrchr(b'@', text.as_bytes());
        let (local, domain) = at.map_or((text, ""), |at| (&text[..at], &text[at + 1..]));
        Address {
            local: local.to_owned(),
            domain: domain.to_owned(),
        }
    }

    /// As its `Display`, put together at once.
    pub(super) fn text(&self) -> String {
        let at = if self.domain.is_empty() { "" } else { "@" };
        [&self.local, at, &self.domain].concat()
    }
}

impl From<&Mailbox> for Address {
    fn from(mailbox: &Mailbox) -> Address {
        Address {
            local: mailbox.local().to_owned(),
            domain: mailbox.domain().to_owned(),
        }
    }
}

impl Display for Address {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.local)?;
        if !self.domain.is_empty() {
            f.write_char('@')?;
            f.write_str(&self.domain)?;
        }
        Ok(())
    }
}
