use super::{Address, Facts, Question, Verdict, microseconds};
use std::fmt::{self, Display, Formatter, Write};
use std::sync::Arc;
use std::time::SystemTime;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A question, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What was asked. Many are told of it, and none changes it.
    pub question: Arc<Question>,
    /// What was decided.
    pub verdict: Verdict,
    /// When it was asked.
    pub when: SystemTime,
    /// When it was decided, in microseconds since 1970. Of those of one program no two
    /// are the same, and what was remembered was looked up and noted in their order.
    pub order: u64,
    /// Whether it is only noted, and holds nobody up.
    pub shadow: bool,
    /// What the DNS had said of the client by then.
    pub facts: Facts,
}

impl Judgement {
    /// A judgement that is obeyed, and needed nothing of the DNS.
    #[must_use]
    pub fn new(
        question: impl Into<Arc<Question>>,
        verdict: Verdict,
        when: SystemTime,
    ) -> Judgement {
        Judgement {
            question: question.into(),
            verdict,
            when,
            order: microseconds(when),
            shadow: false,
            facts: Facts::new(),
        }
    }

    /// What becomes of the mail. Where all is only noted, nobody has to come back, and
    /// nobody had to; what is refused for good is refused all the same.
    #[must_use]
    pub fn enforced(&self) -> Verdict {
        match self.verdict {
            Verdict::Pass { rule, .. }
            | Verdict::Defer { rule, .. }
            | Verdict::Unavailable { rule }
                if self.shadow =>
            {
                Verdict::pass(rule)
            }
            verdict => verdict,
        }
    }
}

/// In one line, with nothing in it that would begin another.
impl Display for Judgement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Judgement {
            question,
            verdict,
            when,
            shadow,
            ..
        } = self;
        let (mut text, when) = ([0; STAMP], OffsetDateTime::from(*when));
        let length = when.format_into(&mut &mut text[..], &Rfc3339);
        let when = str::from_utf8(&text[..length.unwrap_or(0)]).unwrap_or_default();
        let (what, rule) = (verdict.name(), verdict.rule().name());
        // There is a line for each decision, and pieces cost less than what is put together.
        for piece in [when, " ", what, " ", rule] {
            f.write_str(piece)?;
        }
        match verdict {
            Verdict::Pass {
                waited: Some(waited),
                ..
            } => {
                f.write_str(" waited=")?;
                waited.as_secs().fmt(f)?;
            }
            Verdict::Defer { wait, .. } => {
                f.write_str(" wait=")?;
                wait.as_secs().fmt(f)?;
            }
            _ => {}
        }
        let Question {
            id, client, helo, ..
        } = &**question;
        f.write_str(" client=")?;
        client.fmt(f)?;
        f.write_str(" helo=")?;
        Quiet(helo).fmt(f)?;
        f.write_str(" from=<")?;
        if let Some(sender) = &question.sender {
            quietly(f, sender)?;
        }
        for recipient in &question.recipients {
            f.write_str("> to=<")?;
            quietly(f, recipient)?;
        }
        f.write_char('>')?;
        if !id.is_empty() {
            f.write_str(" id=")?;
            Quiet(id).fmt(f)?;
        }
        if let Some(trace) = question.trace {
            f.write_str(" trace=")?;
            trace.fmt(f)?;
        }
        if *shadow {
            f.write_str(" shadow")?;
        }
        Ok(())
    }
}

/// How long a time may be: `2026-05-01T08:00:00.123456789Z`.
const STAMP: usize = 30;

/// What somebody has said, without what would begin a word or a line.
struct Quiet<'a>(&'a str);

impl Display for Quiet<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // Mostly there is nothing of that, which is seen faster than said.
        let is_quiet = |all: bool, byte: u8| all & byte.is_ascii_graphic();
        if self.0.bytes().fold(true, is_quiet) {
            return f.write_str(self.0);
        }
        let is_loud = |c: char| c.is_control() || c.is_whitespace();
        let mut pieces = self.0.split(is_loud);
        f.write_str(pieces.next().unwrap_or_default())?;
        pieces.try_for_each(|piece| write!(f, "?{piece}"))
    }
}

fn quietly(f: &mut Formatter<'_>, address: &Address) -> fmt::Result {
    Quiet(&address.local).fmt(f)?;
    match &*address.domain {
        "" => Ok(()),
        domain => {
            f.write_char('@')?;
            Quiet(domain).fmt(f)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Address, Rule};
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn a_judgement_is_one_line_whatever_is_asked() {
        let client = [192, 0, 2, 1].into();
        let sender = Address::of("ann\n@home.example");
        let mut question = Question::new(client, Some(sender), Address::of("jo@example.com"));
        question.helo = "mail home\r\n.example".to_owned();
        let verdict = Verdict::Defer {
            rule: Rule::FirstAttempt,
            wait: Duration::from_secs(60),
        };
        let judgement = Judgement::new(question, verdict, UNIX_EPOCH);
        assert_eq!(
            judgement.to_string(),
            "1970-01-01T00:00:00Z defer first-attempt wait=60 client=192.0.2.1 \
             helo=mail?home??.example from=<ann?@home.example> to=<jo@example.com>",
        );
    }

    #[test]
    fn what_is_only_noted_holds_nobody_up_but_what_is_refused() {
        let question = Question::new([192, 0, 2, 1].into(), None, Address::of("jo@example.com"));
        let enforced = |verdict| Judgement {
            shadow: true,
            ..Judgement::new(question.clone(), verdict, UNIX_EPOCH)
        };
        let defer = Verdict::Defer {
            rule: Rule::TooEarly,
            wait: Duration::from_secs(5),
        };
        let returned = Verdict::Pass {
            rule: Rule::Returned,
            waited: Some(Duration::from_secs(60)),
        };
        let gone = Verdict::Unavailable {
            rule: Rule::StoreGone,
        };
        for (verdict, rule) in [
            (defer, Rule::TooEarly),
            (returned, Rule::Returned),
            (gone, Rule::StoreGone),
        ] {
            assert_eq!(enforced(verdict).enforced(), Verdict::pass(rule));
            assert_eq!(
                Judgement {
                    shadow: false,
                    ..enforced(verdict)
                }
                .enforced(),
                verdict
            );
        }
        let refusal = Verdict::Refuse {
            rule: Rule::ForeignDomain,
        };
        assert_eq!(enforced(refusal).enforced(), refusal);
        assert!(enforced(defer).to_string().ends_with(" shadow"));
    }
}
