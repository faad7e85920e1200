//! Addresses as they stand in commands.

use super::mailbox::{BadMailbox, Mailbox, domain};

/// How long a path may be, with its brackets (RFC 5321 4.5.3.1.3).
const PATH: usize = 256;

/// The path at the start of `text`, and what stands behind it; `None` is `<>`.
///
/// Whoever wants mail to go a way of its own choice, a source route, is not heard
/// (RFC 5321 C).
pub(super) fn path(text: &str) -> Result<(Option<Mailbox>, &str), BadMailbox> {
    let inside = text
        .strip_prefix('<')
        .ok_or(BadMailbox("does not begin with `<`"))?;
    if let Some(rest) = inside.strip_prefix('>') {
        return Ok((None, rest));
    }
    let (mailbox, rest) = match postmaster(inside) {
        Some(rest) => (Mailbox::postmaster(), rest),
        None => Mailbox::first_of(without_route(inside)?)?,
    };
    let rest = rest
        .strip_prefix('>')
        .ok_or(BadMailbox("does not end with `>`"))?;
    if text.len() - rest.len() > PATH {
        return Err(BadMailbox("is longer than 256 bytes"));
    }
    Ok((Some(mailbox), rest))
}

/// What stands behind the one name that needs no domain.
fn postmaster(text: &str) -> Option<&str> {
    let (name, rest) = text.split_at_checked("postmaster".len())?;
    let is_alone = rest.starts_with('>') && name.eq_ignore_ascii_case("postmaster");
    is_alone.then_some(rest)
}

fn without_route(text: &str) -> Result<&str, BadMailbox> {
    let mut rest = text;
    while let Some(host) = rest.strip_prefix('@') {
        let (_, behind) = host.split_at(domain(host)?);
        match behind.split_at_checked(1) {
            Some((",", next)) if next.starts_with('@') => rest = next,
            Some((":", mailbox)) => return Ok(mailbox),
            _ if rest.len() == text.len() => return Err(BadMailbox("has no local part")),
            _ => return Err(BadMailbox("has a source route without an end")),
        }
    }
    Ok(rest)
}

#[cfg(test)]
mod tests {
    use super::path;

    #[track_caller]
    fn good(text: &str, mailbox: &str, rest: &str) {
        let (found, behind) = path(text).expect(text);
        let found = found.map(|mailbox| mailbox.to_string());
        assert_eq!(
            (found.unwrap_or_default(), behind),
            (mailbox.to_owned(), rest)
        );
    }

    #[track_caller]
    fn bad(text: &str, why: &str) {
        let error = path(text).expect_err(text).to_string();
        assert!(error.contains(why), "{text:?}: {error}");
    }

    #[test]
    fn a_path_is_an_address_in_brackets() {
        good("<>", "", "");
        good("<> SIZE=1", "", " SIZE=1");
        good("<a@example.org> X", "a@example.org", " X");
        good("<Postmaster>", "postmaster", "");
        good("<postmaster@example.org>", "postmaster@example.org", "");
        good("<\"a>b\"@example.org>", "\"a>b\"@example.org", "");
    }

    #[test]
    fn a_source_route_is_not_heard() {
        good(
            "<@one.example,@two.example:a@example.org>",
            "a@example.org",
            "",
        );
        good("<@[192.0.2.1]:a@example.org>", "a@example.org", "");
        bad("<@one.example,a@example.org>", "no local part");
        bad("<@one.example,@two.example>", "without an end");
        bad("<@example.org>", "no local part");
    }

    #[test]
    fn what_is_no_path_says_why() {
        bad("a@example.org", "does not begin with `<`");
        bad("<a@example.org", "does not end with `>`");
        bad("<a@example.org >", "does not end with `>`");
        bad("< a@example.org>", "no local part");
        bad("<webmaster>", "no `@`");
        bad("<postmasterö>", "no `@`");
        let domain = [&*"d".repeat(60); 4].join(".");
        good(
            &format!("<{}@{domain}>", "a".repeat(10)),
            &format!("{}@{domain}", "a".repeat(10)),
            "",
        );
        bad(&format!("<{}@{domain}>", "a".repeat(11)), "longer than 256");
    }
}
