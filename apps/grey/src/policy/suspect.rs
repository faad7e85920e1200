use std::net::IpAddr;

/// Who is greylisted, if not everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspects {
    /// Greylists nobody else than those whom one of the other settings suspects.
    pub only: bool,
    /// Who has no reverse name, or none that leads back to its address.
    pub no_name: bool,
    /// Whose reverse name looks like that of a line whose address changes.
    pub dynamic_name: bool,
    /// Who calls itself what no mail server is called.
    pub bad_helo: bool,
    /// Who is on one of these lists in the DNS.
    pub zones: Vec<String>,
}

impl Default for Suspects {
    fn default() -> Suspects {
        Suspects {
            only: false,
            no_name: true,
            dynamic_name: true,
            bad_helo: true,
            zones: Vec::new(),
        }
    }
}

/// Words that providers put into the names of lines whose address changes.
const LINES: [&str; 16] = [
    "adsl",
    "broadband",
    "cable",
    "client",
    "cust",
    "customer",
    "dhcp",
    "dial",
    "dialup",
    "dsl",
    "dyn",
    "dynamic",
    "pool",
    "ppp",
    "res",
    "vdsl",
];

/// Words that say of a name with an address in it that it is a server's.
const SERVERS: [&str; 9] = [
    "mail", "mailout", "mta", "mx", "out", "relay", "smtp", "smtp-out", "static",
];

/// Whether a reverse name looks like that of a line whose address changes: it has the
/// address in it, or a word such as `dsl`, and no word such as `mail`.
#[must_use]
pub fn looks_dynamic(name: &str, client: IpAddr) -> bool {
    let name = name.to_ascii_lowercase();
    let words = || name.split(|c: char| !c.is_ascii_alphanumeric());
    let is_word_of = |words: &[&str], word: &str| {
        let plain = word.trim_end_matches(|c: char| c.is_ascii_digit());
        words.contains(&plain)
    };
    let is_server = words().any(|word| is_word_of(&SERVERS, word)) || name.contains("smtp-out");
    let is_line = words().any(|word| is_word_of(&LINES, word));
    !is_server && (is_line || has_address(&name, client))
}

/// Whether a name is made of its address: all four numbers in either order, or in
/// hexadecimal; of an IPv6 address, its last 64 bits.
fn has_address(name: &str, client: IpAddr) -> bool {
    match client.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            let numbers: Vec<u64> = name
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|digits| digits.parse().ok())
                .collect();
            let has =
                |wanted: [u8; 4]| numbers.windows(4).any(|four| four == wanted.map(u64::from));
            has([a, b, c, d])
                || has([d, c, b, a])
                || name.contains(&format!("{a:02x}{b:02x}{c:02x}{d:02x}"))
        }
        IpAddr::V6(address) => {
            let digits: String = name.chars().filter(char::is_ascii_hexdigit).collect();
            let host = address.to_bits() & u128::from(u64::MAX);
            digits.contains(&format!("{host:016x}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_told_from_a_server_by_its_name() {
        let client = [192, 0, 2, 17].into();
        for line in [
            "192-0-2-17.provider.example",
            "17.2.0.192.provider.example",
            "host-192-000-002-017.provider.example",
            "c0000211.provider.example",
            "dsl1-something.provider.example",
            "p5.dyn.provider.example",
        ] {
            assert!(looks_dynamic(line, client), "{line}");
        }
        for server in [
            "mail.home.example",
            "mail-192-0-2-17.home.example",
            "a192-0-2-17.smtp-out.home.example",
            "192-0-2-17.static.provider.example",
            "mx2.dsl.example",
            "w17.home.example",
            "adslot.example",
        ] {
            assert!(!looks_dynamic(server, client), "{server}");
        }
        let six = "2001:db8::1:2".parse().expect("an address");
        assert!(looks_dynamic(
            "0000-0000-0001-0002.v6.provider.example",
            six
        ));
        assert!(!looks_dynamic("home.example", six));
    }
}
