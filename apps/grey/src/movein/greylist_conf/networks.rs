//! Networks as the original had them: the beginning of an address, as a text.

use std::net::Ipv4Addr;

/// What somebody meant by the beginning of an address, and what it admitted besides.
pub(super) struct Meant {
    /// The network, such as `192.168.2.0/24`.
    pub(super) network: String,
    /// What else begins so, such as `192.168.20-29`; nothing if it ends with a dot.
    pub(super) besides: Option<String>,
}

/// `192.168.2` means 192.168.2.0/24; what is no beginning of an address means nothing.
pub(super) fn meant(prefix: &str) -> Option<Meant> {
    let (octets, is_ended) = match prefix.strip_suffix('.') {
        Some(octets) => (octets, true),
        None => (prefix, false),
    };
    let octets: Vec<u8> = octets
        .split('.')
        .map(|octet| octet.parse().ok())
        .collect::<Option<_>>()?;
    let count = octets.len();
    if count > 4 || (count == 4 && is_ended) {
        return None;
    }
    let octet = |place: usize| octets.get(place).copied().unwrap_or(0);
    let address = Ipv4Addr::new(octet(0), octet(1), octet(2), octet(3));
    let network = match count {
        4 => address.to_string(),
        count => format!("{address}/{}", 8 * count),
    };
    let besides = octets
        .split_last()
        .filter(|_| !is_ended)
        .and_then(|(last, before)| {
            let before: String = before.iter().map(|octet| format!("{octet}.")).collect();
            let more = longer(*last);
            (!more.is_empty()).then(|| format!("{before}{}", more.join(", ")))
        });
    Some(Meant { network, besides })
}

/// The numbers up to 255 that begin with the digits of another one, as ranges.
fn longer(octet: u8) -> Vec<String> {
    // Nothing begins with a zero but the zero.
    if octet == 0 {
        return Vec::new();
    }
    let range = |from: u16, to: u16| {
        let to = to.min(255);
        match from.cmp(&to) {
            std::cmp::Ordering::Less => Some(format!("{from}-{to}")),
            std::cmp::Ordering::Equal => Some(from.to_string()),
            std::cmp::Ordering::Greater => None,
        }
    };
    let octet = u16::from(octet);
    let tens = range(octet * 10, octet * 10 + 9);
    tens.into_iter()
        .chain(range(octet * 100, octet * 100 + 99))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(prefix: &str, network: &str, besides: Option<&str>) {
        let meant = meant(prefix).expect(prefix);
        assert_eq!(
            (meant.network.as_str(), meant.besides.as_deref()),
            (network, besides)
        );
    }

    #[test]
    fn the_beginning_of_an_address_is_a_network_and_more() {
        check(
            "192.168.2",
            "192.168.2.0/24",
            Some("192.168.20-29, 200-255"),
        );
        check("192.168.2.", "192.168.2.0/24", None);
        check("10", "10.0.0.0/8", Some("100-109"));
        check("172.16", "172.16.0.0/16", Some("172.160-169"));
        check("192.168.25", "192.168.25.0/24", Some("192.168.250-255"));
        check("192.168.99", "192.168.99.0/24", None);
        check("192.168.0", "192.168.0.0/24", None);
        check("192.0.2.1", "192.0.2.1", Some("192.0.2.10-19, 100-199"));
        check("192.0.2.25", "192.0.2.25", Some("192.0.2.250-255"));
    }

    #[test]
    fn what_begins_no_address_means_nothing() {
        for prefix in [
            "",
            ".",
            "mail",
            "192.168.x",
            "192.168.256",
            "1.2.3.4.5",
            "1.2.3.4.",
        ] {
            assert!(meant(prefix).is_none(), "{prefix}");
        }
    }
}
