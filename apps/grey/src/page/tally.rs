use super::domains::Domains;
use super::histogram::Histogram;
use super::pace::Pace;
use super::waiting::{Triplet, Waiting};
use crate::config::Config;
use crate::policy::{Address, Judgement, Prefixes, Rule, Verdict, normalised};
use kamaelia::Value;
use kamaelia::prelude::*;
use siphasher::sip128::{Hasher128, SipHasher24};
use std::hash::Hasher;
use std::time::Duration;

/// Hears of decisions, and keeps what is shown of them.
#[derive(Component)]
pub struct Tally {
    /// Decisions.
    #[inbox]
    inbox: Inbox<Judgement>,

    tallied: Value<Tallied>,

    /// Whether anybody can look at it.
    is_read: bool,
}

impl Main for Tally {
    async fn main(mut self) -> Outcome {
        if !self.is_read {
            return Ok(());
        }
        while let Some(judgement) = self.inbox.recv().await {
            self.tallied.update(|tallied| tallied.add(&judgement));
        }
        Ok(())
    }
}

/// What was seen of decisions since the start.
pub struct Tallied {
    /// How many were seen.
    pub(super) seen: u64,
    pub(super) pace: Pace,
    pub(super) waiting: Waiting,
    /// How long mail had to wait that passed.
    pub(super) waits: Histogram,
    /// How soon senders have come back.
    pub(super) retries: Domains,
    pub(super) window: Duration,
    prefixes: Prefixes,
    normalise: bool,
    /// What addresses are hashed with, if they are not to be shown.
    hash: Option<[u8; 16]>,
}

/// How many letters of what a client says are kept.
const LONGEST: usize = 120;

impl Tallied {
    pub(super) fn new(config: &Config) -> Result<Tallied, getrandom::Error> {
        let settings = config.settings();
        let hash = match settings.hash {
            true => {
                let mut key = [0; 16];
                getrandom::fill(&mut key)?;
                Some(key)
            }
            false => None,
        };
        Ok(Tallied {
            seen: 0,
            pace: Pace::default(),
            waiting: Waiting::default(),
            waits: Histogram::default(),
            retries: Domains::default(),
            window: config.policy.window,
            prefixes: settings.prefixes,
            normalise: settings.normalise,
            hash,
        })
    }

    pub(super) fn add(&mut self, judgement: &Judgement) {
        let Judgement {
            question,
            verdict,
            when,
            ..
        } = judgement;
        self.seen += 1;
        self.pace.count(verdict.kind(), *when);
        if matches!(
            verdict.rule(),
            Rule::JudgedAtData | Rule::JudgedAtRecipient | Rule::StoreGone | Rule::DnsGone
        ) {
            // Nothing was decided about a triplet.
            return;
        }
        let waited = match verdict {
            Verdict::Pass { waited, .. } => *waited,
            _ => None,
        };
        if let Some(waited) = waited {
            self.waits.observe(waited);
        }
        // Postfix does not name the recipients of a message when there are several.
        let unnamed = [Address::of("")];
        let unnamed = unnamed.iter().filter(|_| question.recipients.is_empty());
        let network = self.prefixes.network(question.client).to_string();
        let domain = self.domain(question.sender.as_ref());
        for recipient in question.recipients.iter().chain(unnamed) {
            let triplet = Triplet {
                network: network.clone(),
                sender: self.sender(question.sender.as_ref()),
                recipient: self.recipient(recipient),
            };
            let since = match verdict {
                Verdict::Defer { wait, .. } => {
                    let helo = short(&question.helo);
                    self.waiting.tried(triplet, helo, *when, *wait)
                }
                Verdict::Pass { .. } => self.waiting.passed(&triplet, *when),
                _ => None,
            };
            if let Some(since) = since {
                self.retries.came_back(&domain, since);
            }
        }
        if waited.is_some() {
            self.retries.passed(&domain);
        }
    }

    fn sender(&self, sender: Option<&Address>) -> String {
        match sender {
            None => "<>".to_owned(),
            Some(sender) if self.normalise => self.shown(&normalised(sender)),
            Some(sender) => self.shown(&sender.to_string()),
        }
    }

    fn recipient(&self, recipient: &Address) -> String {
        match self.normalise {
            true => self.shown(&recipient.to_string().to_lowercase()),
            false => self.shown(&recipient.to_string()),
        }
    }

    /// The domain that a retry counts for; none where addresses are not to be seen.
    fn domain(&self, sender: Option<&Address>) -> String {
        match (sender, self.hash) {
            (Some(sender), None) => sender.domain.to_lowercase(),
            _ => String::new(),
        }
    }

    fn shown(&self, text: &str) -> String {
        match self.hash {
            None => short(text),
            Some(key) => {
                let mut hasher = SipHasher24::new_with_key(&key);
                hasher.write(text.as_bytes());
                format!("hashed {:016x}", hasher.finish128().h1)
            }
        }
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}\u{2026}", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Question;
    use std::time::UNIX_EPOCH;

    fn tallied(settings: &str) -> Tallied {
        let config = Config::parse("test", settings, []).expect("settings");
        Tallied::new(&config).expect("there is chance")
    }

    fn judgement(sender: &str, verdict: Verdict, seconds: u64) -> Judgement {
        let to = Address::of("Jo@Example.com");
        Judgement::new(
            Question::new([192, 0, 2, 9].into(), Some(Address::of(sender)), to),
            verdict,
            UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds),
        )
    }

    const DEFER: Verdict = Verdict::Defer {
        rule: Rule::FirstAttempt,
        wait: Duration::from_secs(60),
    };

    #[test]
    fn a_triplet_waits_from_its_first_attempt_until_it_passes() {
        let mut tallied = tallied("");
        tallied.add(&judgement("ann@a.example", DEFER, 0));
        tallied.add(&judgement("ann@a.example", DEFER, 40));
        let top = tallied.waiting.top(1);
        let (triplet, attempts) = top.first().expect("one waits");
        assert_eq!(triplet.network, "192.0.2.0/24");
        assert_eq!(triplet.recipient, "jo@example.com");
        assert_eq!(attempts.count, 2);
        let passed = Verdict::Pass {
            rule: Rule::Returned,
            waited: Some(Duration::from_secs(100)),
        };
        tallied.add(&judgement("ann@a.example", passed, 100));
        assert_eq!(tallied.waiting.count(), 0);
        assert_eq!(tallied.waits.count(), 1);
        let (_, others) = tallied.retries.all().last().expect("the others");
        assert_eq!((others.count(), others.sum().as_secs()), (2, 100));
        assert_eq!(tallied.seen, 3);
    }

    #[test]
    fn addresses_that_are_stored_as_hashes_are_shown_as_such() {
        let mut tallied = tallied("policy.hash = true");
        tallied.add(&judgement("ann@a.example", DEFER, 0));
        let top = tallied.waiting.top(1);
        let (triplet, _) = top.first().expect("one waits");
        for text in [&triplet.sender, &triplet.recipient] {
            assert!(text.starts_with("hashed ") && text.len() == 23, "{text}");
        }
        assert_ne!(triplet.sender, triplet.recipient);
    }
}
