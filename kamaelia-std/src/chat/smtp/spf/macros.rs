//! Names with parts that are put in later (RFC 7208 7): [`Template`].

use super::check::Sender;
use std::fmt::Write;
use std::net::IpAddr;

/// How long a name may be; longer ones lose labels on the left (RFC 7208 7.3).
const LONGEST: usize = 253;

/// A `macro-string`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Template(Vec<Piece>);

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Macro(Macro),
}

/// `%{d2r.}`: which value, and how many of its parts in what order.
#[derive(Debug, PartialEq, Eq)]
struct Macro {
    letter: char,
    keep: usize,
    reverse: bool,
    delimiters: String,
    escape: bool,
}

/// What is put in, apart from what is known of the sender.
pub(super) struct Values<'a> {
    pub(super) sender: &'a Sender<'a>,
    /// The domain whose record it is.
    pub(super) domain: &'a str,
    /// A confirmed name of the client, if it was needed.
    pub(super) name: &'a str,
}

impl Template {
    /// Any `macro-string`; `None` if it is none.
    pub(super) fn parse(text: &str) -> Option<Template> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let (piece, length) = match c {
                '%' => escape(rest)?,
                '!'..='~' => {
                    let end = rest.find(|c| c == '%' || !('!'..='~').contains(&c));
                    let end = end.unwrap_or(rest.len());
                    (Piece::Text(rest.get(..end)?.to_owned()), end)
                }
                _ => return None,
            };
            pieces.push(piece);
            rest = rest.get(length..)?;
        }
        Some(Template(pieces))
    }

    /// A `domain-spec`, which ends with a macro or with a dot and a label that is no
    /// number.
    pub(super) fn domain(text: &str) -> Option<Template> {
        let template = Template::parse(text)?;
        let ends_well = match template.0.last()? {
            Piece::Macro(_) => true,
            Piece::Text(text) => {
                let text = text.strip_suffix('.').unwrap_or(text);
                let (_, label) = text.rsplit_once('.')?;
                let is_label = label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-');
                let is_number = label.bytes().all(|byte| byte.is_ascii_digit());
                is_label && !is_number && !label.starts_with('-') && !label.ends_with('-')
            }
        };
        ends_well.then_some(template)
    }

    /// Whether a confirmed name of the client is needed.
    pub(super) fn needs_name(&self) -> bool {
        self.0
            .iter()
            .any(|piece| matches!(piece, Piece::Macro(it) if it.letter == 'p'))
    }

    /// The name, with everything put in.
    pub(super) fn fill(&self, values: &Values<'_>) -> String {
        let mut name = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => name.push_str(text),
                Piece::Macro(it) => name.push_str(&it.fill(values)),
            }
        }
        let mut name = name.strip_suffix('.').unwrap_or(&name);
        while name.len() > LONGEST {
            let Some((_, shorter)) = name.split_once('.') else {
                break;
            };
            name = shorter;
        }
        name.to_owned()
    }
}

/// What stands at a percent sign, and how long it is.
fn escape(text: &str) -> Option<(Piece, usize)> {
    let text_of = |text: &str| Piece::Text(text.to_owned());
    match text.as_bytes().get(1)? {
        b'%' => Some((text_of("%"), 2)),
        b'_' => Some((text_of(" "), 2)),
        b'-' => Some((text_of("%20"), 2)),
        b'{' => {
            let end = text.find('}')?;
            Some((Piece::Macro(parse_macro(text.get(2..end)?)?), end + 1))
        }
        _ => None,
    }
}

fn parse_macro(text: &str) -> Option<Macro> {
    let given = text.chars().next()?;
    let letter = given.to_ascii_lowercase();
    // The letters `c`, `r` and `t` are for explanations alone.
    if !"slodipvh".contains(letter) {
        return None;
    }
    let rest = text.get(1..)?;
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(digits);
    let keep = match digits {
        "" => usize::MAX,
        // A number that is too large for a machine is large enough for every name.
        digits => digits.parse().unwrap_or(usize::MAX),
    };
    let reversed = rest.strip_prefix(['r', 'R']);
    let delimiters = reversed.unwrap_or(rest);
    if keep == 0 || !delimiters.chars().all(|c| ".-+,/_=".contains(c)) {
        return None;
    }
    Some(Macro {
        letter,
        keep,
        reverse: reversed.is_some(),
        delimiters: match delimiters {
            "" => ".".to_owned(),
            delimiters => delimiters.to_owned(),
        },
        escape: given.is_ascii_uppercase(),
    })
}

impl Macro {
    fn fill(&self, values: &Values<'_>) -> String {
        let value = self.value(values);
        let mut parts: Vec<&str> = value.split(|c| self.delimiters.contains(c)).collect();
        if self.reverse {
            parts.reverse();
        }
        let start = parts.len().saturating_sub(self.keep);
        let value = parts.get(start..).unwrap_or_default().join(".");
        match self.escape {
            true => percent_encoded(&value),
            false => value,
        }
    }

    fn value(&self, values: &Values<'_>) -> String {
        let Sender {
            client,
            helo,
            local,
            domain,
        } = *values.sender;
        match self.letter {
            's' => format!("{local}@{domain}"),
            'l' => local.to_owned(),
            'o' => domain.to_owned(),
            'd' => values.domain.to_owned(),
            'i' => dotted(client),
            'p' => values.name.to_owned(),
            'v' if client.is_ipv4() => "in-addr".to_owned(),
            'v' => "ip6".to_owned(),
            _ => helo.to_owned(),
        }
    }
}

/// An address as it stands in a name: of IPv6, each of its 32 digits.
fn dotted(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let digits = format!("{:032x}", address.to_bits());
            let digits: Vec<String> = digits.chars().map(String::from).collect();
            digits.join(".")
        }
    }
}

/// All but the unreserved characters of RFC 3986 2.3.
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            byte if byte.is_ascii_alphanumeric() => encoded.push(byte.into()),
            // A String takes whatever is written.
            byte => drop(write!(encoded, "%{byte:02X}")),
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(client: &str, template: &str, filled: &str) {
        let sender = Sender {
            client: client.parse().expect("it is an address"),
            helo: "mx.example.org",
            local: "strong-bad",
            domain: "email.example.com",
        };
        let values = Values {
            sender: &sender,
            domain: "email.example.com",
            name: "mx.example.org",
        };
        let template = Template::parse(template).expect(template);
        assert_eq!(template.fill(&values), filled);
    }

    /// The examples of RFC 7208 7.4.
    #[test]
    fn each_macro_is_filled_as_in_the_rfc() {
        for (template, filled) in [
            ("%{s}", "strong-bad@email.example.com"),
            ("%{o}", "email.example.com"),
            ("%{d4}", "email.example.com"),
            ("%{d2}", "example.com"),
            ("%{d1}", "com"),
            ("%{dr}", "com.example.email"),
            ("%{d2r}", "example.email"),
            ("%{l}", "strong-bad"),
            ("%{l-}", "strong.bad"),
            ("%{lr-}", "bad.strong"),
            ("%{l1r-}", "strong"),
            (
                "%{ir}.%{v}._spf.%{d2}",
                "3.2.0.192.in-addr._spf.example.com",
            ),
            ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
            (
                "%{d2}.trusted-domains.example.net",
                "example.com.trusted-domains.example.net",
            ),
            ("%{h}.%{p}.", "mx.example.org.mx.example.org"),
            ("%{S}", "strong-bad%40email.example.com"),
            ("%%%_%-", "% %20"),
        ] {
            check("192.0.2.3", template, filled);
        }
        check(
            "2001:db8::cb01",
            "%{ir}.%{v}.%{d2}",
            "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.example.com",
        );
    }

    #[test]
    fn a_name_that_is_too_long_loses_labels_on_the_left() {
        let long = "a23456789.".repeat(30) + "example.org";
        check(
            "192.0.2.3",
            &long,
            &("a23456789.".repeat(24) + "example.org"),
        );
    }

    #[test]
    fn what_is_no_macro_is_refused() {
        for bad in [
            "%", "%x", "%{", "%{}", "%{x}", "%{c}", "%{d0}", "%{dx}", "%{d-r}", "%{d", "a b", "ä",
        ] {
            assert_eq!(Template::parse(bad), None, "{bad}");
        }
    }
}
