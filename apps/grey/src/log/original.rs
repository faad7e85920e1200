use super::line::original_stamp;
use crate::policy::{Judgement, Rule};
use std::fmt::{self, Display, Formatter, Write};

/// A decision as the original Kamaelia Grey wrote it: the time in UTC, what the client
/// calls itself, its address, the sender, the recipients, and what became of the mail.
///
/// It knew two outcomes. What is refused for good is `DEFERRED` here too, as it was
/// there; what holds nobody up in shadow mode is `ACCEPTED`.
pub(super) struct Original<'a>(pub(super) &'a Judgement);

impl Original<'_> {
    /// Whether the original would have a line for it: not where nothing is judged yet.
    pub(super) fn is_said(&self) -> bool {
        let rule = self.0.verdict.rule();
        !matches!(rule, Rule::JudgedAtData | Rule::JudgedAtRecipient)
    }
}

impl Display for Original<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let judgement = self.0;
        let question = &judgement.question;
        let stamp = original_stamp(judgement.when);
        let sender = question.sender.as_ref().map(ToString::to_string);
        let client = question.client.to_canonical();
        write!(f, "{stamp} | {} | {client} | ", Plain(&question.helo))?;
        write!(f, "<{}> | ", Plain(&sender.unwrap_or_default()))?;
        for (number, recipient) in question.recipients.iter().enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            write!(f, "{comma}<{}>", Plain(&recipient.to_string()))?;
        }
        let status = match judgement.enforced().is_pass() {
            true => "ACCEPTED",
            false => "DEFERRED",
        };
        write!(f, " | {status} | ")
    }
}

/// What somebody has said, without what would begin another field or line.
struct Plain<'a>(&'a str);

impl Display for Plain<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            c if c.is_control() || c == '|' => f.write_char('?'),
            c => f.write_char(c),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Address, Question, Verdict};
    use std::sync::Arc;
    use std::time::{Duration, UNIX_EPOCH};

    fn judgement(verdict: Verdict) -> Judgement {
        let sender = Some(Address::of("ann@home.example"));
        let mut question =
            Question::new([192, 0, 2, 1].into(), sender, Address::of("jo@example.com"));
        question.helo = "mail.home.example | x\n".to_owned();
        question.recipients.push(Address::of("di@example.com"));
        let when = UNIX_EPOCH + Duration::from_millis(1_777_622_400_007);
        Judgement::new(question, verdict, when)
    }

    #[test]
    fn a_decision_is_a_line_of_the_original() {
        let wait = Duration::from_secs(60);
        let rule = Rule::FirstAttempt;
        let deferred = judgement(Verdict::Defer { rule, wait });
        let line = "20260501080000.007 | mail.home.example ? x? | 192.0.2.1 | \
                    <ann@home.example> | <jo@example.com>, <di@example.com> | DEFERRED | ";
        assert_eq!(Original(&deferred).to_string(), line);
        let noted = Judgement {
            shadow: true,
            ..deferred
        };
        assert!(Original(&noted).to_string().ends_with(" | ACCEPTED | "));

        let mut passed = judgement(Verdict::pass(Rule::KnownTriplet));
        Arc::make_mut(&mut passed.question).sender = None;
        let text = Original(&passed).to_string();
        assert!(text.contains(" | <> | <jo@example.com>, "), "{text}");
        assert!(text.ends_with(" | ACCEPTED | "), "{text}");
    }

    #[test]
    fn what_is_judged_at_another_point_has_no_line() {
        for (rule, is_said) in [
            (Rule::JudgedAtData, false),
            (Rule::JudgedAtRecipient, false),
            (Rule::ExemptClient, true),
        ] {
            let passed = judgement(Verdict::pass(rule));
            assert_eq!(Original(&passed).is_said(), is_said, "{rule}");
        }
    }
}
