use crate::policy::{Judgement, Point, Refusal, Verdict, x_greylist};

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
    let action = match Refusal::of(&judgement.enforced()) {
        None => match x_greylist(judgement, name).filter(|_| with_header) {
            Some(header) => format!("PREPEND X-Greylist: {header}"),
            None => "DUNNO".to_owned(),
        },
        Some(refusal) => {
            let Refusal {
                code,
                enhanced: (class, subject, detail),
                text,
            } = refusal;
            match (judgement.verdict, judgement.question.at) {
                (Verdict::Refuse { .. }, _) => format!("REJECT {class}.{subject}.{detail} {text}"),
                (Verdict::Defer { .. }, Point::Recipient) => {
                    format!("DEFER_IF_PERMIT 4.2.0 {text}")
                }
                (_, Point::Recipient) => {
                    format!("DEFER_IF_PERMIT {class}.{subject}.{detail} {text}")
                }
                _ => format!("{code} {class}.{subject}.{detail} {text}"),
            }
        }
    };
    format!("action={action}\n\n")
}
