use super::{Exempt, Learn, Listed, Machine, Network, Original, Prefixes, Recipients, Suspects};
use std::sync::Arc;
use std::time::Duration;

/// All that a [`Policy`](super::Policy) goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Our own name: who greets us by it is a suspect.
    pub name: String,
    /// Whose mail is ours.
    pub recipients: Recipients,
    /// Clients that may send to any domain: none, if not said otherwise.
    pub relay: Vec<Network>,
    /// Who is never greylisted.
    pub exempt: Exempt,
    /// The providers that are never greylisted: nobody, if not said otherwise.
    pub listed: Arc<Listed>,
    /// Who is greylisted, if not everybody.
    pub suspects: Suspects,
    /// What happens to a triplet over time.
    pub machine: Machine,
    /// Whether it learns when providers come back: no, if not said otherwise.
    pub learn: Option<Learn>,
    /// How much of a client's address counts.
    pub prefixes: Prefixes,
    /// Whether senders are [`normalised`](super::normalised), and recipients are the
    /// same in any case.
    pub normalise: bool,
    /// Whether addresses are stored as hashes.
    pub hash: bool,
    /// When a network is trusted.
    pub clients: Clients,
    /// When mail from the null sender is judged.
    pub null_sender: NullSender,
    /// What happens while the store is out of reach.
    pub store_gone: WhenGone,
    /// What happens to a decision that needs an answer which the DNS does not give.
    pub dns_gone: WhenGone,
    /// Whether what is decided is only noted: then nobody has to come back. What is
    /// refused for good is refused all the same.
    pub shadow: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            name: String::new(),
            recipients: Recipients::default(),
            relay: Vec::new(),
            exempt: Exempt::default(),
            listed: Arc::default(),
            suspects: Suspects::default(),
            machine: Machine::default(),
            learn: None,
            prefixes: Prefixes::default(),
            normalise: true,
            hash: false,
            clients: Clients::default(),
            null_sender: NullSender::AtData,
            store_gone: WhenGone::Defer,
            dns_gone: WhenGone::Greylist,
            shadow: false,
        }
    }
}

impl Settings {
    /// As the original: its four times, whole addresses, nothing normalised, no network
    /// trusted.
    #[must_use]
    pub fn original() -> Settings {
        Settings {
            machine: Machine::Original(Original::default()),
            prefixes: Prefixes::WHOLE,
            normalise: false,
            clients: Clients {
                passes: 0,
                ..Clients::default()
            },
            ..Settings::default()
        }
    }
}

/// When a client's network is trusted, and not greylisted any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clients {
    /// After so many triplets that came back: 5, if not said otherwise. With 0, never.
    pub passes: u16,
    /// Those within this time of each other count as one: an hour, if not said
    /// otherwise. Or else one message to five recipients would do.
    pub every: Duration,
    /// For so long after its last mail: 35 days, if not said otherwise.
    pub life: Duration,
}

impl Default for Clients {
    fn default() -> Clients {
        Clients {
            passes: 5,
            every: Duration::from_secs(60 * 60),
            life: Duration::from_secs(35 * 24 * 60 * 60),
        }
    }
}

/// When mail from the null sender is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NullSender {
    /// When all recipients are known, and the message is about to come: who only asks
    /// whether an address exists, as call-outs do, is never greylisted (RFC 6647,
    /// section 5).
    #[default]
    AtData,
    /// For each recipient, as other mail.
    AtRecipient,
}

/// What happens while something is out of reach that a decision needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenGone {
    /// The rule that needs it does not hold, and greylisting decides: strangers are
    /// deferred, and pass when they come back. Without a store, nobody can be told from
    /// a stranger, so there it is the same as [`Defer`](WhenGone::Defer).
    Greylist,
    /// Nobody passes until it is back.
    Defer,
    /// Everybody passes.
    Pass,
}
