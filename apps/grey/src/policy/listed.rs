use super::letters::lowercase;
use super::{BadNetwork, BadPattern, DomainPattern, Network};
use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;
use std::time::SystemTime;
use time::{Date, Duration, Month, OffsetDateTime};

/// A list of providers that are not greylisted, with its date.
///
/// The one that comes with the program stands in `exemptions.txt`, which says how a list
/// is written.
///
/// ```
/// use grey::policy::Listed;
///
/// # fn main() -> Result<(), grey::policy::BadList> {
/// let listed: Listed = "date 2026-11-29\nname .example.org".parse()?;
/// assert!(listed.has_name("Mail.example.org"));
///
/// let error = "date 2026-11-29\nnmae .example.org".parse::<Listed>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "line 2: `nmae` is no kind of entry; write `name`, `spf` or `client`",
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    date: Option<Date>,
    clients: Vec<Network>,
    names: Domains,
    senders: Domains,
}

/// Domains, of which one is found quickly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Domains {
    one: BTreeSet<String>,
    below: BTreeSet<String>,
}

impl Listed {
    /// The list that comes with the program, as it is written.
    pub const SHIPPED: &str = include_str!("../../exemptions.txt");

    /// The list that comes with the program.
    ///
    /// # Panics
    ///
    /// Never: a test reads it.
    #[must_use]
    pub fn shipped() -> Listed {
        Listed::SHIPPED.parse().expect("a test reads it")
    }

    /// When it was written; none for a list of nobody.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        self.date
    }

    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.clients.len() + self.names.len() + self.senders.len()
    }

    /// Whether it is a list of nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it is older than a year: providers come and go.
    #[must_use]
    pub fn is_old(&self, now: SystemTime) -> bool {
        let today = OffsetDateTime::from(now).date();
        self.date
            .is_some_and(|date| today - date > Duration::days(365))
    }

    /// Whether a client is on it by its address.
    #[must_use]
    pub fn has_client(&self, client: IpAddr) -> bool {
        self.clients.iter().any(|network| network.contains(client))
    }

    /// Whether a confirmed name is on it.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        self.names.has(name)
    }

    /// Whether senders of a domain are on it, if SPF speaks for them.
    #[must_use]
    pub fn has_sender(&self, domain: &str) -> bool {
        self.senders.has(domain)
    }

    /// Whether a client could be on it by its name. Providers have public addresses, so
    /// nobody has to ask for the name of another one.
    pub(super) fn may_have_name_of(&self, client: IpAddr) -> bool {
        let is_public = match client.to_canonical() {
            IpAddr::V4(address) => is_public_4(address),
            IpAddr::V6(address) => is_public_6(address),
        };
        self.names.len() > 0 && is_public
    }
}

fn is_public_4(address: Ipv4Addr) -> bool {
    let is_shared = matches!(address.octets(), [100, 64..128, ..]);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_unspecified()
        || is_shared)
}

fn is_public_6(address: Ipv6Addr) -> bool {
    let is_documentation = matches!(address.segments(), [0x2001, 0xdb8, ..]);
    !(address.is_loopback()
        || address.is_unspecified()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || is_documentation)
}

impl Domains {
    fn len(&self) -> usize {
        self.one.len() + self.below.len()
    }

    fn add(&mut self, pattern: DomainPattern) -> Result<(), &'static str> {
        match pattern {
            DomainPattern::Any => return Err("would be everybody; write domains"),
            DomainPattern::One(one) => self.one.insert(one),
            DomainPattern::Below(top) if !top.contains('.') => {
                return Err("would be all below a top level domain; write what is below it");
            }
            DomainPattern::Below(top) => self.below.insert(top),
        };
        Ok(())
    }

    fn has(&self, domain: &str) -> bool {
        let domain = lowercase(domain.strip_suffix('.').unwrap_or(domain));
        if self.one.contains(&*domain) || self.below.contains(&*domain) {
            return true;
        }
        let mut rest = &*domain;
        while let Some((_, above)) = rest.split_once('.') {
            if self.below.contains(above) {
                return true;
            }
            rest = above;
        }
        false
    }
}

impl FromStr for Listed {
    type Err = BadList;

    fn from_str(text: &str) -> Result<Listed, BadList> {
        let mut listed = Listed::default();
        for (line, entry) in (1..).zip(text.lines()) {
            let entry = entry.trim();
            if entry.is_empty() || entry.starts_with('#') {
                continue;
            }
            listed.add(entry).map_err(|why| BadList { line, why })?;
        }
        match listed.date {
            Some(_) => Ok(listed),
            None => Err(BadList {
                line: 1,
                why: "it has no date; write one in front, such as `date 2026-11-29`".to_owned(),
            }),
        }
    }
}

impl Listed {
    fn add(&mut self, entry: &str) -> Result<(), String> {
        let (kind, value) = entry.split_once(char::is_whitespace).unwrap_or((entry, ""));
        let value = value.trim();
        let pattern = || value.parse().map_err(|error: BadPattern| error.to_string());
        let everybody = |why| format!("`{value}` {why}");
        match kind {
            "name" => self.names.add(pattern()?).map_err(everybody),
            "spf" => self.senders.add(pattern()?).map_err(everybody),
            "client" => {
                let network: Network = value
                    .parse()
                    .map_err(|error: BadNetwork| error.to_string())?;
                if network.is_wide() {
                    return Err(format!("`{value}` is too wide: it would be half the world"));
                }
                self.clients.push(network);
                Ok(())
            }
            "date" => {
                let date = date(value)
                    .ok_or_else(|| format!("`{value}` is no date; write `2026-11-29`"))?;
                match self.date.replace(date) {
                    None => Ok(()),
                    Some(_) => Err("it has two dates; leave one of them out".to_owned()),
                }
            }
            _ => Err(format!(
                "`{kind}` is no kind of entry; write `name`, `spf` or `client`"
            )),
        }
    }
}

/// `2026-11-29`.
fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year, month, parts.next()?.parse().ok()?).ok()?;
    (parts.next().is_none() && text.len() == 10).then_some(date)
}

/// A text that is no list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadList {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it, and what to write instead.
    pub why: String,
}

impl Display for BadList {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl Error for BadList {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_that_comes_with_the_program_can_be_read() {
        let listed = Listed::shipped();
        assert!(listed.len() > 50, "{}", listed.len());
        assert!(listed.has_name("mail-ed1-f41.google.com"));
        assert!(listed.has_sender("gmail.com") && !listed.has_sender("mail.gmail.com"));
        assert!(!listed.has_name("google.com.badexample.org"));
        assert!(!listed.has_name("notgoogle.com"));
    }

    #[test]
    fn a_wrong_entry_names_its_line() {
        let check = |entry: &str, said: &str| {
            let error = format!("date 2026-11-29\n\n{entry}").parse::<Listed>();
            assert_eq!(
                error.expect_err(entry).to_string(),
                format!("line 3: {said}")
            );
        };
        check("spf *", "`*` would be everybody; write domains");
        check(
            "name .com",
            "`.com` would be all below a top level domain; write what is below it",
        );
        check(
            "client 0.0.0.0/0",
            "`0.0.0.0/0` is too wide: it would be half the world",
        );
        check(
            "date 2026-13-01",
            "`2026-13-01` is no date; write `2026-11-29`",
        );
        check("date 2026-11-30", "it has two dates; leave one of them out");
        assert!(
            "name .a.example".parse::<Listed>().is_err(),
            "it has no date"
        );
    }
}
