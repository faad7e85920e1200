//! How many decisions there were, and of which kinds.

use crate::policy::{Kind, Rule, Verdict};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Counts decisions, for whoever wants to look. Clones share the counts.
///
/// ```
/// use grey::Counters;
/// use grey::policy::{Rule, Verdict};
///
/// let counters = Counters::new();
/// counters.count(&Verdict::pass(Rule::KnownClient));
/// assert_eq!(counters.passed(), 1);
/// assert_eq!(counters.by_rule(Rule::KnownClient), 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Counters(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    passed: AtomicU64,
    deferred: AtomicU64,
    refused: AtomicU64,
    unavailable: AtomicU64,
    store_failures: AtomicU64,
    dns_failures: AtomicU64,
    reloads: AtomicU64,
    failed_reloads: AtomicU64,
    /// Of each rule, as [`Verdict`] lists them: passed, deferred, refused, unavailable.
    rules: [[AtomicU64; 4]; Rule::ALL.len()],
    messages: AtomicU64,
    replies: [AtomicU64; 4],
    trouble: Mutex<Option<String>>,
}

impl Counters {
    /// Counts from zero.
    #[must_use]
    pub fn new() -> Counters {
        Counters::default()
    }

    /// Counts a decision.
    pub fn count(&self, verdict: &Verdict) {
        let kinds = [
            &self.0.passed,
            &self.0.deferred,
            &self.0.refused,
            &self.0.unavailable,
        ];
        let kind = verdict.kind() as usize;
        kinds.get(kind).copied().map(add);
        let rule = self.0.rules.get(verdict.rule() as usize);
        rule.and_then(|rule| rule.get(kind)).map(add);
    }

    /// Counts a time at which the store did not do what it was asked, and why.
    pub fn store_failed(&self, why: String) {
        add(&self.0.store_failures);
        self.note(why);
    }

    /// Counts a question that the DNS did not answer, and why.
    pub fn dns_failed(&self, why: String) {
        add(&self.0.dns_failures);
        self.note(why);
    }

    /// Counts a time at which the settings were read again.
    pub fn reloaded(&self) {
        add(&self.0.reloads);
    }

    /// Counts a time at which the settings were no good when they were read again, and
    /// stayed as they were.
    pub fn reload_failed(&self) {
        add(&self.0.failed_reloads);
    }

    fn note(&self, why: String) {
        // A text is whole whoever has written it.
        let trouble = self.0.trouble.lock();
        *trouble.unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    /// How many could pass.
    #[must_use]
    pub fn passed(&self) -> u64 {
        read(&self.0.passed)
    }

    /// How many were asked to come back.
    #[must_use]
    pub fn deferred(&self) -> u64 {
        read(&self.0.deferred)
    }

    /// How many were refused for good.
    #[must_use]
    pub fn refused(&self) -> u64 {
        read(&self.0.refused)
    }

    /// How many could not be decided.
    #[must_use]
    pub fn unavailable(&self) -> u64 {
        read(&self.0.unavailable)
    }

    /// How often the store did not do what it was asked.
    #[must_use]
    pub fn store_failures(&self) -> u64 {
        read(&self.0.store_failures)
    }

    /// How many questions the DNS did not answer.
    #[must_use]
    pub fn dns_failures(&self) -> u64 {
        read(&self.0.dns_failures)
    }

    /// How often the settings were read again.
    #[must_use]
    pub fn reloads(&self) -> u64 {
        read(&self.0.reloads)
    }

    /// How often they were to be, and were no good.
    #[must_use]
    pub fn failed_reloads(&self) -> u64 {
        read(&self.0.failed_reloads)
    }

    /// What went wrong last with the store or the DNS.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        let trouble = self.0.trouble.lock();
        trouble.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How often a rule has decided.
    #[must_use]
    pub fn by_rule(&self, rule: Rule) -> u64 {
        Kind::ALL
            .iter()
            .map(|kind| self.by_rule_and_kind(rule, *kind))
            .sum()
    }

    /// How often a rule has decided so.
    #[must_use]
    pub fn by_rule_and_kind(&self, rule: Rule, kind: Kind) -> u64 {
        let rule = self.0.rules.get(rule as usize);
        rule.and_then(|rule| rule.get(kind as usize))
            .map_or(0, read)
    }

    /// Counts a message that the server behind has taken.
    pub fn message_passed(&self) {
        add(&self.0.messages);
    }

    /// How many messages the server behind has taken.
    #[must_use]
    pub fn messages(&self) -> u64 {
        read(&self.0.messages)
    }

    /// Counts a reply of the server behind, by the first digit of its code.
    pub fn backend_replied(&self, code: u16) {
        self.0.replies.get(class(code)).map(add);
    }

    /// How many replies of the server behind had codes that begin as this one: of 250,
    /// how many had 2.
    #[must_use]
    pub fn backend_replies(&self, code: u16) -> u64 {
        self.0.replies.get(class(code)).map_or(0, read)
    }
}

/// From 2yz to 5yz; others are none of these.
fn class(code: u16) -> usize {
    usize::from(code / 100).wrapping_sub(2)
}

fn add(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
}

fn read(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}
