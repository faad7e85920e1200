//! What stands in a record (RFC 7208 4.6, 5, 6 and 12): [`Record`].

use super::SpfResult;
use super::macros::Template;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A record that has been understood as a whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) directives: Vec<Directive>,
    pub(super) redirect: Option<Template>,
}

/// What the result is, if something is so.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) result: SpfResult,
    pub(super) mechanism: Mechanism,
}

/// What may be so. Where there is no template, the domain itself is meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mechanism {
    All,
    Include(Template),
    A(Option<Template>, Prefixes),
    Mx(Option<Template>, Prefixes),
    Ptr(Option<Template>),
    Ip(Network),
    Exists(Template),
}

/// How many bits of an address count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Prefixes {
    v4: u8,
    v6: u8,
}

impl Prefixes {
    pub(super) fn around(self, address: IpAddr) -> Network {
        let prefix = match address {
            IpAddr::V4(_) => self.v4,
            IpAddr::V6(_) => self.v6,
        };
        Network { address, prefix }
    }
}

/// Addresses that begin alike.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    pub(super) fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                let differs = a.to_bits() ^ b.to_bits();
                differs.leading_zeros() >= u32::from(self.prefix)
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                let differs = a.to_bits() ^ b.to_bits();
                differs.leading_zeros() >= u32::from(self.prefix)
            }
            _ => false,
        }
    }
}

/// Whether a text is a record of SPF at all.
pub(super) fn is_record(text: &str) -> bool {
    let (version, _) = text.split_once(' ').unwrap_or((text, ""));
    version.eq_ignore_ascii_case("v=spf1")
}

impl Record {
    /// Understands a text for which [`is_record`] holds; `None` if anything in it is wrong.
    pub(super) fn parse(text: &str) -> Option<Record> {
        let mut record = Record {
            directives: Vec::new(),
            redirect: None,
        };
        let mut explained = false;
        for term in text.split(' ').skip(1).filter(|term| !term.is_empty()) {
            match modifier(term) {
                None => record.directives.push(directive(term)?),
                Some((name, value)) if name.eq_ignore_ascii_case("redirect") => {
                    let before = record.redirect.replace(Template::domain(value)?);
                    if before.is_some() {
                        return None;
                    }
                }
                Some((name, value)) if name.eq_ignore_ascii_case("exp") => {
                    Template::domain(value)?;
                    if std::mem::replace(&mut explained, true) {
                        return None;
                    }
                }
                // Others may come to mean something.
                Some((_, value)) => drop(Template::parse(value)?),
            }
        }
        Some(record)
    }
}

/// `name=value`.
fn modifier(term: &str) -> Option<(&str, &str)> {
    let (name, value) = term.split_once('=')?;
    let mut bytes = name.bytes();
    let is_name = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    is_name.then_some((name, value))
}

fn directive(term: &str) -> Option<Directive> {
    let (result, term) = match term.as_bytes().first()? {
        b'+' => (SpfResult::Pass, term.get(1..)?),
        b'-' => (SpfResult::Fail, term.get(1..)?),
        b'~' => (SpfResult::SoftFail, term.get(1..)?),
        b'?' => (SpfResult::Neutral, term.get(1..)?),
        _ => (SpfResult::Pass, term),
    };
    let end = term.find([':', '/']).unwrap_or(term.len());
    let (name, rest) = term.split_at(end);
    let mechanism = match name.to_ascii_lowercase().as_str() {
        "all" if rest.is_empty() => Mechanism::All,
        "include" => Mechanism::Include(Template::domain(rest.strip_prefix(':')?)?),
        "exists" => Mechanism::Exists(Template::domain(rest.strip_prefix(':')?)?),
        "ptr" => Mechanism::Ptr(optional(rest)?),
        "a" => with_prefixes(rest).map(|(domain, bits)| Mechanism::A(domain, bits))?,
        "mx" => with_prefixes(rest).map(|(domain, bits)| Mechanism::Mx(domain, bits))?,
        "ip4" => Mechanism::Ip(network::<Ipv4Addr>(rest, 32)?),
        "ip6" => Mechanism::Ip(network::<Ipv6Addr>(rest, 128)?),
        _ => return None,
    };
    Some(Directive { result, mechanism })
}

/// Nothing, or a domain behind a colon. The outer `None` is a mistake.
fn optional(rest: &str) -> Option<Option<Template>> {
    match rest {
        "" => Some(None),
        rest => Template::domain(rest.strip_prefix(':')?).map(Some),
    }
}

/// `:domain/24//64`, of which each part may be missing.
fn with_prefixes(rest: &str) -> Option<(Option<Template>, Prefixes)> {
    let (rest, v6) = prefix(rest, "//", 128)?;
    let (rest, v4) = prefix(rest, "/", 32)?;
    Some((optional(rest)?, Prefixes { v4, v6 }))
}

fn network<A: FromStr + Into<IpAddr>>(rest: &str, longest: u8) -> Option<Network> {
    let (address, prefix) = prefix(rest.strip_prefix(':')?, "/", longest)?;
    let address = address.parse::<A>().ok()?.into();
    Some(Network { address, prefix })
}

/// Takes `/24` off the end, if something like it stands there.
fn prefix<'a>(text: &'a str, mark: &str, longest: u8) -> Option<(&'a str, u8)> {
    let start = text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (before, digits) = text.split_at(start);
    let Some(before) = before.strip_suffix(mark).filter(|_| !digits.is_empty()) else {
        return Some((text, longest));
    };
    if digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    let bits = digits.parse().ok().filter(|bits| *bits <= longest)?;
    Some((before, bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn mechanism(term: &str) -> Mechanism {
        let record = Record::parse(&format!("v=spf1 {term}")).expect(term);
        let mut directives = record.directives.into_iter();
        directives.next().expect("there is one").mechanism
    }

    #[test]
    fn a_record_says_its_version_and_nothing_beside_it() {
        for good in ["v=spf1", "V=SPF1 -all", "v=spf1 "] {
            assert!(is_record(good), "{good}");
        }
        for other in ["", "v=spf10", "v=spf1\t-all", " v=spf1", "v=spf2.0/mfrom"] {
            assert!(!is_record(other), "{other}");
        }
    }

    #[test]
    fn an_address_matches_as_far_as_its_network_says() {
        let contains = |term, address: &str| match mechanism(term) {
            Mechanism::Ip(network) => network.contains(address.parse().expect("an address")),
            other => panic!("{other:?}"),
        };
        assert!(contains("ip4:192.0.2.7", "192.0.2.7"));
        assert!(!contains("ip4:192.0.2.7", "192.0.2.6"));
        assert!(contains("ip4:192.0.2.7/24", "192.0.2.255"));
        assert!(!contains("ip4:192.0.2.7/24", "192.0.3.7"));
        assert!(contains("ip4:192.0.2.7/0", "203.0.113.1"));
        assert!(contains("ip6:2001:db8::/32", "2001:db8:ffff::1"));
        assert!(!contains("ip6:2001:db8::/32", "2001:db9::1"));
        assert!(!contains("ip6:::/0", "192.0.2.7"));
    }

    #[test]
    fn the_parts_of_a_mechanism_may_be_missing() {
        let bits = |v4, v6| Prefixes { v4, v6 };
        let domain = || Template::domain("example.org");
        assert_eq!(mechanism("a"), Mechanism::A(None, bits(32, 128)));
        assert_eq!(mechanism("a/24"), Mechanism::A(None, bits(24, 128)));
        assert_eq!(mechanism("A//64"), Mechanism::A(None, bits(32, 64)));
        let term = "mx:example.org/24//64";
        assert_eq!(mechanism(term), Mechanism::Mx(domain(), bits(24, 64)));
        assert_eq!(mechanism("ptr:example.org"), Mechanism::Ptr(domain()));
    }

    #[test]
    fn one_mistake_spoils_the_record() {
        for bad in [
            "al",
            "all:x",
            "all/8",
            "-",
            "+",
            "a:",
            "a:/24",
            "a/33",
            "a/024",
            "a//129",
            "a/x",
            "include",
            "include:",
            "exists",
            "ip4",
            "ip4:",
            "ip4:1.2.3",
            "ip4:1.2.3.4/33",
            "ip4:::1",
            "ip6:1.2.3.4",
            "ip6:::1/129",
            "mx:ex ample.org",
            "redirect=",
            "redirect=a.b redirect=a.b",
            "exp=a.b exp=a.b",
            "x=%",
            "x=%{z}",
            "ptr:a.%{d}/x",
            "=x",
            "1a=x",
            "include:ex\u{e4}mple.org",
            "a:localhost",
            "a:a.1",
        ] {
            assert_eq!(Record::parse(&format!("v=spf1 {bad} -all")), None, "{bad}");
        }
    }

    #[test]
    fn what_is_not_known_yet_does_not_matter() {
        let record = Record::parse("v=spf1  moo=%{d} ip4=x   -all ").expect("it is good");
        assert_eq!(record.directives.len(), 1);
    }
}
