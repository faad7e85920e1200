use super::{Judgement, Rule, Verdict};
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// What a client is told that may not deliver now, or not at all: its parts are those
/// of an SMTP reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code (RFC 5321, section 4.2).
    pub code: u16,
    /// The enhanced status code (RFC 3463).
    pub enhanced: (u8, u16, u16),
    /// What a person can read.
    pub text: String,
}

impl Refusal {
    /// What is said for a verdict, unless that is a pass.
    #[must_use]
    pub fn of(verdict: &Verdict) -> Option<Refusal> {
        let (code, enhanced, text) = match *verdict {
            Verdict::Pass { .. } => return None,
            Verdict::Defer { wait, .. } => {
                let seconds = up_to_seconds(wait);
                let text = format!("Greylisted, please try again in {seconds} seconds");
                (451, (4, 7, 1), text)
            }
            Verdict::Refuse {
                rule: Rule::RelayTrick,
            } => (
                550,
                (5, 7, 1),
                "No relaying through this address".to_owned(),
            ),
            Verdict::Refuse { .. } => (550, (5, 7, 1), "Relaying denied".to_owned()),
            Verdict::Unavailable { .. } => {
                let text = "Cannot decide at the moment, please try again later";
                (451, (4, 3, 0), text.to_owned())
            }
        };
        Some(Refusal {
            code,
            enhanced,
            text,
        })
    }
}

/// The value of an `X-Greylist` header for mail that had to wait, and passes now.
///
/// ```
/// use grey::policy::{Judgement, Address, Question, Rule, Verdict, x_greylist};
/// use std::time::{Duration, UNIX_EPOCH};
///
/// let question = Question::new([192, 0, 2, 1].into(), None, Address::of("ann@home.example"));
/// let waited = Some(Duration::from_secs(312));
/// let verdict = Verdict::Pass { rule: Rule::Returned, waited };
/// let judgement = Judgement::new(question, verdict, UNIX_EPOCH);
/// assert_eq!(
///     x_greylist(&judgement, "mx.home.example").as_deref(),
///     Some("delayed 312 seconds by grey at mx.home.example; Thu, 01 Jan 1970 00:00:00 +0000"),
/// );
/// ```
#[must_use]
pub fn x_greylist(judgement: &Judgement, name: &str) -> Option<String> {
    let Verdict::Pass {
        waited: Some(waited),
        ..
    } = judgement.enforced()
    else {
        return None;
    };
    // A year that RFC 5322 cannot write leaves the header away.
    let date = OffsetDateTime::from(judgement.when).format(&Rfc2822).ok()?;
    let seconds = waited.as_secs();
    Some(format!(
        "delayed {seconds} seconds by grey at {name}; {date}"
    ))
}

fn up_to_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
