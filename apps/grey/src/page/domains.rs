use super::histogram::Histogram;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// How soon senders come back, by their domains: of so many domains that strangers cannot
/// fill the memory with them, and of all others together.
#[derive(Clone, Debug, Default)]
pub(super) struct Domains {
    named: BTreeMap<String, Histogram>,
    others: Histogram,
    /// How often others have passed.
    passed: HashMap<String, u32>,
}

impl Domains {
    /// How many have a histogram of their own.
    const NAMED: usize = 50;

    /// How often mail of a domain has to pass for that: who sends spam seldom comes back,
    /// and makes up domains.
    const PROVEN: u32 = 3;

    /// How many are looked at for it.
    const CANDIDATES: usize = 2000;

    /// What stands for all others.
    pub(super) const OTHERS: &str = "other";

    /// A sender of this domain has come back after so long.
    pub(super) fn came_back(&mut self, domain: &str, after: Duration) {
        match self.named.get_mut(domain) {
            Some(histogram) => histogram.observe(after),
            None => self.others.observe(after),
        }
    }

    /// Mail of this domain has passed that had to wait.
    pub(super) fn passed(&mut self, domain: &str) {
        if self.named.len() >= Domains::NAMED
            || self.named.contains_key(domain)
            || !is_domain(domain)
        {
            return;
        }
        if self.passed.len() >= Domains::CANDIDATES {
            self.passed.retain(|_, times| *times > 1);
        }
        if self.passed.len() >= Domains::CANDIDATES {
            self.passed.clear();
        }
        let times = self.passed.entry(domain.to_owned()).or_default();
        *times += 1;
        if *times >= Domains::PROVEN {
            self.passed.remove(domain);
            self.named.insert(domain.to_owned(), Histogram::default());
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Histogram)> {
        let named = self.named.iter();
        let named = named.map(|(domain, histogram)| (domain.as_str(), histogram));
        named.chain([(Domains::OTHERS, &self.others)])
    }
}

/// Whether this is the name of a domain, and not whatever a client has made up.
fn is_domain(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    text.contains('.') && text.len() <= 253 && text.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(domains: &Domains) -> Vec<(&str, u64)> {
        domains.all().map(|(name, it)| (name, it.count())).collect()
    }

    #[test]
    fn a_domain_counts_for_itself_once_it_has_passed_three_times() {
        let mut domains = Domains::default();
        for _ in 0..4 {
            domains.came_back("a.example", Duration::from_secs(300));
            domains.passed("a.example");
        }
        assert_eq!(counts(&domains), [("a.example", 1), ("other", 3)]);
    }

    #[test]
    fn there_are_never_more_than_fifty_whoever_sends() {
        let mut domains = Domains::default();
        for number in 0..10_000 {
            for _ in 0..3 {
                domains.passed(&format!("d{number}.example"));
            }
            domains.passed(&format!("once{number}.example"));
            domains.passed("<script>.example");
        }
        assert_eq!(domains.all().count(), Domains::NAMED + 1);
        assert!(domains.passed.len() <= Domains::CANDIDATES);
        assert!(domains.all().all(|(name, _)| !name.contains('<')));
    }
}
