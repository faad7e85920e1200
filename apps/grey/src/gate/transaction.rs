use crate::policy::{Rule, Verdict};
use kamaelia_std::chat::smtp::{Mail, Mailbox, Reply};
use std::time::Duration;

/// A message on its way, before its content comes.
pub(super) struct Transaction {
    /// What it is known by, in logs and in its header.
    id: String,
    mail: Mail,
    /// Why the server behind takes no recipient, if it has refused what comes before them.
    refusal: Option<Reply>,
    is_told: bool,
    recipients: Vec<Mailbox>,
    /// Why it was let through: the longest wait, or the rule that waived one.
    waited: Option<Duration>,
    rule: Option<Rule>,
    /// What was decided, where that is only noted: if somebody would have had to wait,
    /// that.
    shadow: Option<Verdict>,
}

impl Transaction {
    pub(super) fn new(mail: Mail) -> Transaction {
        Transaction {
            id: format!("{:016x}", fastrand::u64(..)),
            mail,
            refusal: None,
            is_told: false,
            recipients: Vec::new(),
            waited: None,
            rule: None,
            shadow: None,
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn mail(&self) -> &Mail {
        &self.mail
    }

    /// Whether it is a report of a delivery: nothing is returned to the null sender.
    pub(super) fn is_from_nobody(&self) -> bool {
        self.mail.from.is_none()
    }

    /// The sender, for a server that has not heard of it.
    pub(super) fn take_news(&mut self) -> Option<Mail> {
        let is_told = std::mem::replace(&mut self.is_told, true);
        (!is_told).then(|| self.mail.clone())
    }

    /// What counts of what the server behind has said, of this and of what had to come
    /// before: the first refusal is the reason of those behind it.
    pub(super) fn answered(&mut self, before: Vec<Reply>, reply: Reply) -> Reply {
        let mut refused = before.into_iter().filter(|it| !it.is_positive());
        self.refusal = self.refusal.take().or(refused.next());
        self.refusal.clone().unwrap_or(reply)
    }

    pub(super) fn accept(&mut self, recipient: Mailbox, verdict: &Verdict) {
        self.recipients.push(recipient);
        self.judged(verdict);
    }

    /// Remembers why it was let through.
    pub(super) fn judged(&mut self, verdict: &Verdict) {
        if let Verdict::Pass { rule, waited } = *verdict {
            self.waited = self.waited.max(waited);
            self.rule = Some(rule);
        }
    }

    /// Remembers what would have been, where nobody is held up.
    pub(super) fn is_only_noted(&mut self, verdict: Verdict) {
        if self.shadow.is_none_or(|before| before.is_pass()) {
            self.shadow = Some(verdict);
        }
    }

    /// What would have been, where nobody is held up.
    pub(super) fn shadow(&self) -> Option<Verdict> {
        self.shadow
    }

    pub(super) fn recipients(&self) -> &[Mailbox] {
        &self.recipients
    }

    pub(super) fn waited(&self) -> Option<Duration> {
        self.waited
    }

    pub(super) fn rule(&self) -> Option<Rule> {
        self.rule
    }
}
