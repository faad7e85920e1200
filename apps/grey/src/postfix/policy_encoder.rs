use super::answer;
use crate::policy::Judgement;
use bytes::Bytes;
use kamaelia::prelude::*;
use std::iter;

/// Tells Postfix what was decided.
///
/// Of the recipients of a message, which come one after the other, the first that had
/// to wait gives it an `X-Greylist` header.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use grey::policy::{Address, Judgement, Question, Rule, Verdict};
/// use grey::postfix::PolicyEncoder;
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect};
/// use std::time::UNIX_EPOCH;
///
/// # futures::executor::block_on(async {
/// let question = Question::new([192, 0, 2, 1].into(), None, Address::of("bob@b.example"));
/// let judgement = Judgement::new(question, Verdict::pass(Rule::KnownClient), UNIX_EPOCH);
/// pipeline![
///     DataSource::new([judgement]),
///     PolicyEncoder::new("mx.b.example"),
///     Expect::new([Bytes::from("action=DUNNO\n\n")]),
/// ]
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct PolicyEncoder {
    /// Judgements.
    #[inbox]
    inbox: Inbox<Judgement>,

    /// An answer for each, in their order.
    #[outbox]
    outbox: Outbox<Bytes>,

    /// What this server is called, for the header.
    #[param(into)]
    name: String,

    /// The message that has got its header.
    #[state]
    headed: Option<String>,
}

impl Transform for PolicyEncoder {
    fn transform(&mut self, judgement: Judgement) -> impl Iterator<Item = Bytes> {
        let id = &judgement.question.id;
        let is_headed = !id.is_empty() && self.headed.as_ref() == Some(id);
        let answer = answer(&judgement, &self.name, !is_headed);
        if answer.starts_with("action=PREPEND") {
            self.headed = Some(id.clone());
        }
        iter::once(Bytes::from(answer))
    }
}
