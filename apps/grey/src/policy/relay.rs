use super::{Address, DomainPattern, Network, Rule};
use std::net::IpAddr;

/// Whose mail is ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipients {
    /// The domains that mail is taken for. With none, nobody gets any.
    pub domains: Vec<DomainPattern>,
}

impl Recipients {
    /// Why a recipient is none of ours, if it is not.
    ///
    /// `<postmaster>`, which has no domain, is always ours (RFC 5321, section 4.5.1).
    #[must_use]
    pub fn refusal(&self, recipient: &Address) -> Option<Rule> {
        if hides_another(&recipient.local) {
            return Some(Rule::RelayTrick);
        }
        let is_postmaster =
            recipient.domain.is_empty() && recipient.local.eq_ignore_ascii_case("postmaster");
        let is_ours = || {
            self.domains
                .iter()
                .any(|ours| ours.matches(&recipient.domain))
        };
        (!is_postmaster && !is_ours()).then_some(Rule::ForeignDomain)
    }
}

/// Whether a client is in one of the networks that may send to any domain.
#[must_use]
pub fn relays(networks: &[Network], client: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(client))
}

/// Whether a local part makes some mail server send the mail on: `user%elsewhere`,
/// `elsewhere!user`, `"user@elsewhere"`, or what is left of a source route.
fn hides_another(local: &str) -> bool {
    local.contains(['%', '!', '@', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(recipient: &str) -> Option<Rule> {
        let ours = Recipients {
            domains: vec![
                DomainPattern::One("home.example".into()),
                DomainPattern::Below("lists.example".into()),
            ],
        };
        ours.refusal(&Address::of(recipient))
    }

    #[test]
    fn our_domains_are_ours_in_any_case() {
        for ours in [
            "ann@home.example",
            "ann@HOME.example.",
            "ann+shop@home.example",
            "\"a b\"@home.example",
            "dev@lists.example",
            "dev@rust.lists.example",
            "postmaster",
            "Postmaster",
        ] {
            assert_eq!(refusal(ours), None, "{ours}");
        }
    }

    #[test]
    fn no_other_domain_is_ours() {
        for foreign in [
            "ann@elsewhere.example",
            "ann@nothome.example",
            "ann@sub.home.example",
            "ann@home.example.elsewhere.example",
            "ann@badlists.example",
            "ann@[192.0.2.1]",
            "ann",
            "@home.example.evil.example",
        ] {
            assert_eq!(refusal(foreign), Some(Rule::ForeignDomain), "{foreign}");
        }
    }

    #[test]
    fn an_address_that_hides_another_one_is_refused_even_at_home() {
        for trick in [
            "ann%elsewhere.example@home.example",
            "elsewhere.example!ann@home.example",
            "\"ann@elsewhere.example\"@home.example",
            "@home.example:ann@home.example",
            "@a.example,@b.example:ann@home.example",
            "ann@elsewhere.example@home.example",
        ] {
            assert_eq!(refusal(trick), Some(Rule::RelayTrick), "{trick}");
        }
    }

    #[test]
    fn without_domains_nothing_is_ours() {
        let nobody = Recipients::default();
        let ann = Address::of("ann@home.example");
        assert_eq!(nobody.refusal(&ann), Some(Rule::ForeignDomain));
    }
}
