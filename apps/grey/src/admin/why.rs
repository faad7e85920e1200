use super::row::{row, written};
use super::{AdminAnswer, Attempt, Clerk, Story, StoryRule};
use crate::judge::{look, read_allowed, with_rows};
use crate::policy::{
    Address, Answer, Explained, Explanation, Facts, Lookup, NullSender, Point, Question, Verdict,
};
use kamaelia_std::data::AskTable;
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, timeout_at};

impl Clerk {
    /// What would be decided, and why. It changes nothing, and looks up what a decision
    /// would look up.
    pub(super) async fn why(&self, attempt: Attempt) -> Result<AdminAnswer, String> {
        let now = self.0.clock().now();
        let question = self.question(attempt);
        let over = Instant::now() + self.0.config().dns.budget;
        let policy = self.0.policy();
        if policy.allowing().is_due(now) {
            read_allowed(policy.allowing(), &self.0.table()).await;
        }
        let mut facts = Facts::new();
        loop {
            match self.explain(&question, &facts, now).await? {
                Explained::Done(explanation) => {
                    return Ok(AdminAnswer::Why(Box::new(self.story(*explanation, now))));
                }
                Explained::Look(lookup) => {
                    let answer = self.look(&lookup, over).await;
                    facts.learn(lookup, answer);
                }
            }
        }
    }

    async fn explain(
        &self,
        question: &Question,
        facts: &Facts,
        now: SystemTime,
    ) -> Result<Explained, String> {
        let policy = self.0.policy();
        let (question, facts) = (question.clone(), facts.clone());
        let table = self.0.table();
        let explained = table.transaction(move |transaction| {
            with_rows(transaction, |rows| {
                policy.explain(&question, &facts, rows, now)
            })
        });
        let why = match explained.await {
            Ok(Ok(explained)) => return Ok(explained),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        let verdict = self.0.policy().store_gone();
        Err(format!(
            "{why}; until that is better, the verdict on all that needs the store is {} by `{}`",
            word(&verdict),
            verdict.rule(),
        ))
    }

    async fn look(&self, lookup: &Lookup, over: Instant) -> Answer {
        let dns = self.0.dns();
        match timeout_at(over, look(&dns, lookup)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Answer::Failed,
        }
    }

    /// The question that a mail server would ask.
    fn question(&self, attempt: Attempt) -> Question {
        let Attempt {
            client,
            sender,
            recipient,
            helo,
            secured,
        } = attempt;
        let settings = self.0.config().settings();
        let sender = sender_of(&sender);
        // With no proxy, it is Postfix that asks.
        let relay_checked = self.0.config().server.listen.is_empty();
        let at = match (&sender, settings.null_sender) {
            (None, NullSender::AtData) => Point::Data,
            _ => Point::Recipient,
        };
        Question {
            helo,
            secured,
            at,
            relay_checked,
            ..Question::new(client, sender, Address::of(bare(&recipient)))
        }
    }

    fn story(&self, explanation: Explanation, now: SystemTime) -> Story {
        let Explanation {
            path,
            verdict,
            until,
            remembered,
        } = explanation;
        let rules = path.into_iter().map(|asked| StoryRule {
            rule: asked.rule.name().to_owned(),
            holds: asked.holds,
            why: asked.why,
        });
        let trusted = self.0.policy().settings().clients.passes;
        // Who is refused is refused all the same.
        let is_held_up = matches!(verdict, Verdict::Defer { .. } | Verdict::Unavailable { .. });
        let left = |until: SystemTime| until.duration_since(now).unwrap_or_default();
        Story {
            when: written(now),
            verdict: word(&verdict).to_owned(),
            rule: verdict.rule().name().to_owned(),
            shadow: self.0.config().policy.shadow && is_held_up,
            left: until.map(left).map(up_to_seconds),
            until: until.map(written),
            path: rules.collect(),
            remembered: remembered.iter().map(|it| row(it, trusted, now)).collect(),
        }
    }
}

/// A sender, unless it is the null sender.
pub(super) fn sender_of(text: &str) -> Option<Address> {
    Some(bare(text))
        .filter(|text| !text.is_empty())
        .map(Address::of)
}

/// An address without the brackets that it may stand in.
pub(super) fn bare(text: &str) -> &str {
    let inside = text
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'));
    inside.unwrap_or(text)
}

/// Who comes a part of a second too early has come too early.
fn up_to_seconds(left: Duration) -> u64 {
    left.as_secs() + u64::from(left.subsec_nanos() > 0)
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass { .. } => "pass",
        Verdict::Defer { .. } => "defer",
        Verdict::Refuse { .. } => "refuse",
        Verdict::Unavailable { .. } => "unavailable",
    }
}
