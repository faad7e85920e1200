use super::{AddressPattern, DomainPattern, Hours, Network, Question, Rule, Together};
use std::time::SystemTime;

/// Who is never greylisted.
///
/// All but the client's address, its confirmed name and SPF is what the client itself
/// says: anybody can say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exempt {
    /// Clients by their address.
    pub clients: Vec<Network>,
    /// Senders.
    pub senders: Vec<AddressPattern>,
    /// Recipients that want no greylisting.
    pub recipients: Vec<AddressPattern>,
    /// Clients by what they call themselves.
    pub helos: Vec<DomainPattern>,
    /// Everybody whose connection is encrypted.
    pub secured: bool,
    /// Everybody, at these hours.
    pub hours: Vec<Hours>,
    /// Who is all of this at once.
    pub together: Vec<Together>,
    /// Clients by their reverse name, if it leads back to their address.
    pub names: Vec<DomainPattern>,
    /// Senders whose domain is one of these, if it says that the client speaks for it.
    pub spf: Vec<DomainPattern>,
}

impl Exempt {
    /// Which rule exempts a question, of those that need not ask anybody.
    pub(super) fn at_once(&self, question: &Question, now: SystemTime) -> Option<Rule> {
        let client = |network: &Network| network.contains(question.client);
        let sender = |pattern: &AddressPattern| {
            let sender = question.sender.as_ref();
            sender.is_some_and(|sender| pattern.matches(sender))
        };
        let mut waiting = self.waiting(question).peekable();
        if self.clients.iter().any(client) {
            Some(Rule::ExemptClient)
        } else if self.senders.iter().any(sender) {
            Some(Rule::ExemptSender)
        } else if !question.recipients.is_empty() && waiting.peek().is_none() {
            Some(Rule::ExemptRecipient)
        } else if self.helos.iter().any(|helo| helo.matches(&question.helo)) {
            Some(Rule::ExemptHelo)
        } else if self.secured && question.secured {
            Some(Rule::ExemptSecured)
        } else if self.hours.iter().any(|hours| hours.contain(now)) {
            Some(Rule::ExemptHours)
        } else if self.together.iter().any(|it| it.holds(question)) {
            Some(Rule::ExemptTogether)
        } else {
            None
        }
    }

    /// The recipients that are not exempt.
    pub(super) fn waiting<'q>(
        &self,
        question: &'q Question,
    ) -> impl Iterator<Item = &'q super::Address> {
        let exempt = |recipient: &super::Address| {
            let patterns = self.recipients.iter();
            patterns.clone().any(|pattern| pattern.matches(recipient))
        };
        question
            .recipients
            .iter()
            .filter(move |recipient| !exempt(recipient))
    }
}
