use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// An address of mail: `local@domain` (RFC 5321 4.1.2).
///
/// Both parts are kept as they were given. A local part may be quoted, and then it has
/// its quotes; a domain may be an address in brackets. Dots of the local part may stand
/// anywhere, also where the RFC does not let them, since there are such addresses.
///
/// ```
/// use kamaelia_std::chat::smtp::Mailbox;
///
/// let mailbox: Mailbox = "Jo.Doe@example.org".parse()?;
/// assert_eq!(mailbox.local(), "Jo.Doe");
/// assert_eq!(mailbox.domain(), "example.org");
/// assert_eq!(Mailbox::postmaster().domain(), "");
/// # Ok::<(), kamaelia_std::chat::smtp::BadMailbox>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mailbox {
    local: String,
    domain: String,
}

impl Mailbox {
    /// How many bytes a local part may have. RFC 5321 4.5.3.1.1 asks for 64 at least, and
    /// forwarders and lists, which put a whole address into it (SRS, VERP), send more.
    pub const LOCAL: usize = 255;

    /// How many bytes a domain may have (RFC 5321 4.5.3.1.2).
    pub const DOMAIN: usize = 255;

    /// `<postmaster>`: the one mailbox that every server has, without a domain
    /// (RFC 5321 4.5.1).
    #[must_use]
    pub fn postmaster() -> Mailbox {
        Mailbox {
            local: "postmaster".to_owned(),
            domain: String::new(),
        }
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// What stands behind it; nothing in the case of `<postmaster>`.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Whether it needs SMTPUTF8 (RFC 6531).
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.local.is_ascii() && self.domain.is_ascii()
    }

    /// The one at the start of `text`, and what stands behind it.
    pub(super) fn first_of(text: &str) -> Result<(Mailbox, &str), BadMailbox> {
        let local = local_part(text)?;
        let (local, rest) = text.split_at(local);
        let rest = rest.strip_prefix('@').ok_or(match local {
            "" => BadMailbox("has no local part"),
            _ => BadMailbox("has no `@` behind its local part"),
        })?;
        if local.is_empty() {
            return Err(BadMailbox("has no local part"));
        }
        if local.len() > Mailbox::LOCAL {
            return Err(BadMailbox("has a local part of more than 255 bytes"));
        }
        let (domain, rest) = rest.split_at(domain(rest)?);
        let mailbox = Mailbox {
            local: local.to_owned(),
            domain: domain.to_owned(),
        };
        Ok((mailbox, rest))
    }
}

/// The length of the local part at the start of `text`.
fn local_part(text: &str) -> Result<usize, BadMailbox> {
    if !text.starts_with('"') {
        let end = text.find(|c: char| !is_atom(c) && c != '.');
        return Ok(end.unwrap_or(text.len()));
    }
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok(at + 1),
            '\\' if !matches!(chars.next(), Some((_, ' '..='~'))) => break,
            c if c.is_control() => break,
            _ => {}
        }
    }
    Err(BadMailbox("has a quoted local part without an end"))
}

/// What an atom is made of (RFC 5322 3.2.3, RFC 6531 3.3).
fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || is_beyond_ascii(c)
}

/// A letter of SMTPUTF8: nothing that a line or a word could end with.
fn is_beyond_ascii(c: char) -> bool {
    !c.is_ascii() && !c.is_control() && !c.is_whitespace()
}

/// The length of the domain at the start of `text`.
pub(super) fn domain(text: &str) -> Result<usize, BadMailbox> {
    if text.starts_with('[') {
        return literal(text);
    }
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c) || is_beyond_ascii(c);
    let end = text.find(|c| !is_letter(c)).unwrap_or(text.len());
    let name = text.get(..end).unwrap_or_default();
    let is_label =
        |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    if !name.split('.').all(is_label) {
        return Err(BadMailbox("has a domain that is none"));
    }
    if name.len() > Mailbox::DOMAIN {
        return Err(BadMailbox("has a domain of more than 255 bytes"));
    }
    Ok(end)
}

/// The length of an address in brackets (RFC 5321 4.1.3).
fn literal(text: &str) -> Result<usize, BadMailbox> {
    let inside = text.strip_prefix('[').and_then(|text| text.split_once(']'));
    let is_address = |inside: &str| match inside.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("ipv6:") => inside
            .get(5..)
            .is_some_and(|six| six.parse::<Ipv6Addr>().is_ok()),
        _ => inside.parse::<Ipv4Addr>().is_ok(),
    };
    match inside {
        Some((inside, _)) if is_address(inside) => Ok(inside.len() + 2),
        _ => Err(BadMailbox("has brackets without an IP address in them")),
    }
}

impl FromStr for Mailbox {
    type Err = BadMailbox;

    fn from_str(text: &str) -> Result<Mailbox, BadMailbox> {
        match Mailbox::first_of(text)? {
            (mailbox, "") => Ok(mailbox),
            _ => Err(BadMailbox("goes on behind its domain")),
        }
    }
}

impl Display for Mailbox {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.local)?;
        match &*self.domain {
            "" => Ok(()),
            domain => write!(f, "@{domain}"),
        }
    }
}

/// Text that is no [`Mailbox`], and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadMailbox(pub(super) &'static str);

impl Display for BadMailbox {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "the address {}", self.0)
    }
}

impl Error for BadMailbox {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn good(text: &str, local: &str, domain: &str) {
        let mailbox: Mailbox = text.parse().expect(text);
        assert_eq!((mailbox.local(), mailbox.domain()), (local, domain));
        assert_eq!(mailbox.to_string(), text);
    }

    #[track_caller]
    fn bad(text: &str, why: &str) {
        let error = text.parse::<Mailbox>().expect_err(text).to_string();
        assert!(error.contains(why), "{text:?}: {error}");
    }

    #[test]
    fn an_address_is_kept_as_it_was_given() {
        good("Jo.Doe+tag@Example.org", "Jo.Doe+tag", "Example.org");
        good("\"jo @ doe\"@example.org", "\"jo @ doe\"", "example.org");
        good("\"a\\\"b\"@example.org", "\"a\\\"b\"", "example.org");
        good("jo@[192.0.2.1]", "jo", "[192.0.2.1]");
        good("jo@[IPv6:2001:db8::1]", "jo", "[IPv6:2001:db8::1]");
        good("jo@localhost", "jo", "localhost");
        good("jö@exämple.org", "jö", "exämple.org");
        // Some providers have given such to people.
        good("jo.@example.org", "jo.", "example.org");
        good("j..o@my_host.example.org", "j..o", "my_host.example.org");
        // A forwarder's is longer than the 64 bytes that everybody has to take.
        let forwarded = "SRS0=Xa9b=Z2=mail.a-rather-long-name.example=bounces-of-a-list-4711-jo";
        good(
            &format!("{forwarded}@fwd.example"),
            forwarded,
            "fwd.example",
        );
    }

    #[test]
    fn what_is_no_address_says_why() {
        bad("", "no local part");
        bad("@example.org", "no local part");
        bad("jo", "no `@`");
        bad("jo doe@example.org", "no `@`");
        bad("jo@", "a domain that is none");
        bad("jo@.org", "a domain that is none");
        bad("jo@example..org", "a domain that is none");
        bad("jo@-example.org", "a domain that is none");
        bad("jo@example.org>", "goes on");
        bad("jo@example.org\r\nRSET", "goes on");
        bad("jo@[192.0.2]", "brackets");
        bad("jo@[192.0.2.1", "brackets");
        bad("jo@[é:::::]", "brackets");
        bad("\"jo@example.org", "without an end");
        bad("\"jo\\\"@example.org", "without an end");
        bad("\"jo\r\n\"@example.org", "without an end");
    }

    #[test]
    fn an_address_has_limits() {
        let local = "a".repeat(Mailbox::LOCAL);
        let label = "b".repeat(50);
        let domain = [&*label; 5].join(".") + &"c".repeat(Mailbox::DOMAIN - 254);
        assert_eq!(domain.len(), Mailbox::DOMAIN);
        good(&format!("{local}@{domain}"), &local, &domain);
        bad(
            &format!("{local}a@{domain}"),
            "a local part of more than 255 bytes",
        );
        bad(
            &format!("{local}@{domain}c"),
            "a domain of more than 255 bytes",
        );
    }
}
