use super::DomainPattern;
use std::net::IpAddr;

/// Whether what a client calls itself cannot be the name of a mail server (RFC 5321,
/// section 4.1.4): nothing, no whole domain, an address without brackets or one that is
/// not its own, or our own name.
pub(super) fn is_bad(helo: &str, client: IpAddr, ours: &[DomainPattern], name: &str) -> bool {
    let helo = helo.trim_end_matches('.');
    if let Some(literal) = helo
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        let literal = literal.to_ascii_lowercase();
        let address = literal.strip_prefix("ipv6:").unwrap_or(&literal);
        let address = address.parse::<IpAddr>();
        return !address.is_ok_and(|address| address.to_canonical() == client.to_canonical());
    }
    let is_whole = helo.contains('.') && helo.split('.').all(|label| !label.is_empty());
    let is_ours = ours.iter().any(|pattern| {
        // Whoever is below our domain may be one of ours.
        matches!(pattern, DomainPattern::One(_)) && pattern.matches(helo)
    });
    !is_whole
        || is_ours
        || helo.parse::<IpAddr>().is_ok()
        || helo.eq_ignore_ascii_case(name)
        || helo.to_ascii_lowercase().starts_with("localhost.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_name_or_its_own_address_is_a_good_greeting() {
        let client = [192, 0, 2, 1].into();
        let ours = [DomainPattern::One("home.example".into())];
        let bad = |helo| is_bad(helo, client, &ours, "mx.home.example");
        for helo in [
            "",
            "friend",
            "localhost",
            "localhost.localdomain",
            "192.0.2.1",
            "[192.0.2.2]",
            "[nonsense]",
            "[",
            "a..b",
            "home.example",
            "MX.home.example.",
        ] {
            assert!(bad(helo), "{helo}");
        }
        for helo in [
            "mail.a.example",
            "mail.a.example.",
            "[192.0.2.1]",
            "other.home.example",
        ] {
            assert!(!bad(helo), "{helo}");
        }
        let six = "2001:db8::1".parse().expect("an address");
        assert!(!is_bad("[IPv6:2001:db8::1]", six, &ours, "mx"));
    }
}
