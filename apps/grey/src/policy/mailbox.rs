use std::fmt::{self, Display, Formatter};

/// An address of mail (RFC 5321, section 4.1.2): as it was given, a quoted local part
/// with its quotes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mailbox {
    /// What stands before the `@`.
    pub local: String,
    /// What stands after it; empty for `<postmaster>`.
    pub domain: String,
}

impl Mailbox {
    /// The address in `text`, which is cut at its last `@`.
    #[must_use]
    pub fn of(text: &str) -> Mailbox {
        let (local, domain) = text.rsplit_once('@').unwrap_or((text, ""));
        Mailbox {
            local: local.to_owned(),
            domain: domain.to_owned(),
        }
    }
}

impl Display for Mailbox {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.local)?;
        if !self.domain.is_empty() {
            write!(f, "@{}", self.domain)?;
        }
        Ok(())
    }
}
