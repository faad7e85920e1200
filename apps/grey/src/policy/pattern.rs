use super::Address;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// A pattern of domains: `example.org` is that one, `.example.org` is it and all below
/// it, `*` is any.
///
/// Names are compared label by label: `.example.org` is not `badexample.org`.
///
/// ```
/// use grey::policy::DomainPattern;
///
/// # fn main() -> Result<(), grey::policy::BadPattern> {
/// let pattern: DomainPattern = ".example.org".parse()?;
/// assert!(pattern.matches("Mail.Example.org."));
/// assert!(!pattern.matches("badexample.org"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DomainPattern {
    /// Any domain.
    Any,
    /// This one.
    One(String),
    /// This one, and those below it.
    Below(String),
}

impl DomainPattern {
    /// Whether a domain is one of these. Case does not count, nor a dot at the end.
    #[must_use]
    pub fn matches(&self, domain: &str) -> bool {
        let domain = plain(domain);
        match self {
            DomainPattern::Any => true,
            DomainPattern::One(one) => domain == *one,
            DomainPattern::Below(top) => domain
                .strip_suffix(top.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
        }
    }
}

impl Display for DomainPattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            DomainPattern::Any => f.write_str("*"),
            DomainPattern::One(one) => f.write_str(one),
            DomainPattern::Below(top) => write!(f, ".{top}"),
        }
    }
}

impl FromStr for DomainPattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<DomainPattern, BadPattern> {
        if text == "*" {
            return Ok(DomainPattern::Any);
        }
        let name = plain(text);
        let top = name.strip_prefix('.');
        let labels = top.unwrap_or(&name);
        let is_name = labels
            .split('.')
            .all(|label| !label.is_empty() && !label.contains(|c: char| "*@/ ,".contains(c)));
        match (is_name, top) {
            (true, Some(top)) => Ok(DomainPattern::Below(top.to_owned())),
            (true, None) => Ok(DomainPattern::One(name)),
            (false, _) => Err(BadPattern {
                text: text.to_owned(),
                expected: "`example.org` for that domain, `.example.org` for it and all \
                           below it, or `*` for any",
            }),
        }
    }
}

/// A pattern of addresses: `ann@example.org`, `ann@` for that name at any domain, or a
/// [`DomainPattern`].
///
/// Case does not count, and `ann` is `ann+shop` too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AddressPattern {
    local: Option<String>,
    domain: DomainPattern,
}

impl AddressPattern {
    /// Whether an address is one of these.
    #[must_use]
    pub fn matches(&self, address: &Address) -> bool {
        let is_local = |wanted: &String| {
            let local = address.local.to_lowercase();
            let rest = local.strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('+'))
        };
        self.local.as_ref().is_none_or(is_local) && self.domain.matches(&address.domain)
    }
}

impl Display for AddressPattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (&self.local, &self.domain) {
            (Some(local), DomainPattern::Any) => write!(f, "{local}@"),
            (Some(local), domain) => write!(f, "{local}@{domain}"),
            (None, domain) => domain.fmt(f),
        }
    }
}

impl FromStr for AddressPattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<AddressPattern, BadPattern> {
        let bad = || BadPattern {
            text: text.to_owned(),
            expected: "`ann@example.org`, `ann@` for that name at any domain, or a domain \
                       such as `example.org` or `.example.org`",
        };
        let (local, domain) = match text.rsplit_once('@') {
            None => (None, text),
            Some(("", _)) => return Err(bad()),
            Some((local, "")) => (Some(local), "*"),
            Some((local, domain)) => (Some(local), domain),
        };
        Ok(AddressPattern {
            local: local.map(str::to_lowercase),
            domain: domain.parse().map_err(|_| bad())?,
        })
    }
}

/// Without the dot at the end, and in small letters.
pub(super) fn plain(domain: &str) -> String {
    domain.strip_suffix('.').unwrap_or(domain).to_lowercase()
}

/// A text that is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern {
    /// The text.
    pub text: String,
    expected: &'static str,
}

impl Display for BadPattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no pattern; write {}", self.text, self.expected)
    }
}

impl Error for BadPattern {}
