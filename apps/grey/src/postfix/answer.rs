use crate::policy::{Judgement, Point, Refusal, Verdict, x_greylist};
use std::fmt::Write;

/// What Postfix is told about a judgement: an action of access(5), and an empty line.
///
/// `name` is what this server is called. Mail that had to wait gets an `X-Greylist`
/// header if `with_header` says so: a message with several recipients is to have one.
///
/// | | at the recipients | at the data |
/// |---|---|---|
/// | pass | `DUNNO`, or `PREPEND X-Greylist: …` | the same |
/// | defer | `DEFER_IF_PERMIT 4.2.0 …` | `451 4.7.1 …` |
/// | refuse | `REJECT 5.7.1 …` | the same |
/// | unavailable | `DEFER_IF_PERMIT 4.3.0 …` | `451 4.3.0 …` |
///
/// The enhanced code at the recipients is 4.2.0 since some senders take 4.7.1 there for
/// a refusal of all recipients, and are cured by it.
#[must_use]
pub fn answer(judgement: &Judgement, name: &str, with_header: bool) -> String {
    // Most answers have room in it.
    let mut answer = String::with_capacity(128);
    answer.push_str("action=");
    // A string takes all.
    let _ = match Refusal::of(&judgement.enforced()) {
        None => match x_greylist(judgement, name).filter(|_| with_header) {
            Some(header) => write!(answer, "PREPEND X-Greylist: {header}"),
            None => answer.write_str("DUNNO"),
        },
        Some(refusal) => {
            let Refusal {
                code,
                enhanced: (class, subject, detail),
                text,
            } = refusal;
            match (judgement.verdict, judgement.question.at) {
                (Verdict::Refuse { .. }, _) => {
                    write!(answer, "REJECT {class}.{subject}.{detail} {text}")
                }
                (Verdict::Defer { .. }, Point::Recipient) => {
                    write!(answer, "DEFER_IF_PERMIT 4.2.0 {text}")
                }
                (_, Point::Recipient) => {
                    write!(answer, "DEFER_IF_PERMIT {class}.{subject}.{detail} {text}")
                }
                _ => write!(answer, "{code} {class}.{subject}.{detail} {text}"),
            }
        }
    };
    answer.push_str("\n\n");
    answer
}
