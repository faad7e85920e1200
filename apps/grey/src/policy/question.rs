use super::{Address, Rule, TraceId};
use std::net::IpAddr;
use std::time::Duration;

/// What there is to know about somebody who wants to deliver mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What the message is known by to who asks, for logs; empty if there is nothing.
    pub id: String,
    /// By what the connection is found in logs in which it came, if that is known.
    pub trace: Option<TraceId>,
    /// The address of the client; an IPv4 address in IPv6 clothes counts as IPv4.
    pub client: IpAddr,
    /// What it calls itself.
    pub helo: String,
    /// What the DNS calls it, if that was found out already.
    pub name: Option<Name>,
    /// Whom the mail is from; none for the null sender of bounces.
    pub sender: Option<Address>,
    /// Whom it is for: one at [`Point::Recipient`], all of them at [`Point::Data`].
    pub recipients: Vec<Address>,
    /// How far the transaction is.
    pub at: Point,
    /// Whether the connection is encrypted.
    pub secured: bool,
    /// Whether the client has logged in.
    pub authenticated: bool,
    /// Whether who asks takes care itself that nobody relays: Postfix does.
    pub relay_checked: bool,
}

impl Question {
    /// A question about one recipient, from a client of which nothing else is known.
    #[must_use]
    pub fn new(client: IpAddr, sender: Option<Address>, recipient: Address) -> Question {
        Question {
            id: String::new(),
            trace: None,
            client,
            helo: String::new(),
            name: None,
            sender,
            recipients: vec![recipient],
            at: Point::Recipient,
            secured: false,
            authenticated: false,
            relay_checked: false,
        }
    }
}

/// How far a transaction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Point {
    /// A recipient was named.
    Recipient,
    /// All recipients were named, and the message is about to come.
    Data,
    /// Somewhere else, where nothing is judged: Postfix can ask at any point.
    Elsewhere,
}

/// What the DNS calls a client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// It has no reverse name.
    None,
    /// It has one, which does not lead back to its address: anybody can have that.
    Unconfirmed,
    /// It has these, which lead back to its address.
    Confirmed(Vec<String>),
}

/// What becomes of a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It may have its mail.
    Pass {
        /// Which rule says so.
        rule: Rule,
        /// How long it had to wait, if it was asked to and this is the first pass.
        waited: Option<Duration>,
    },
    /// The client is asked to come back later.
    Defer {
        /// Which rule says so.
        rule: Rule,
        /// When it may come.
        wait: Duration,
    },
    /// It is refused for good.
    Refuse {
        /// Which rule says so.
        rule: Rule,
    },
    /// It cannot be known, and the settings say that nothing passes unknown.
    Unavailable {
        /// What is missing.
        rule: Rule,
    },
}

/// What kinds of verdicts there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// [`Verdict::Pass`].
    Pass,
    /// [`Verdict::Defer`].
    Defer,
    /// [`Verdict::Refuse`].
    Refuse,
    /// [`Verdict::Unavailable`].
    Unavailable,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] = [Kind::Pass, Kind::Defer, Kind::Refuse, Kind::Unavailable];

    /// Its name: a word in small letters.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Pass => "pass",
            Kind::Defer => "defer",
            Kind::Refuse => "refuse",
            Kind::Unavailable => "unavailable",
        }
    }
}

impl Verdict {
    /// Of which kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Verdict::Pass { .. } => Kind::Pass,
            Verdict::Defer { .. } => Kind::Defer,
            Verdict::Refuse { .. } => Kind::Refuse,
            Verdict::Unavailable { .. } => Kind::Unavailable,
        }
    }

    /// A pass of somebody who did not have to wait.
    #[must_use]
    pub fn pass(rule: Rule) -> Verdict {
        Verdict::Pass { rule, waited: None }
    }

    /// Which rule has decided.
    #[must_use]
    pub fn rule(&self) -> Rule {
        match *self {
            Verdict::Pass { rule, .. }
            | Verdict::Defer { rule, .. }
            | Verdict::Refuse { rule }
            | Verdict::Unavailable { rule } => rule,
        }
    }

    /// What it is called in logs: `pass`, `defer`, `refuse` or `unavailable`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.kind().name()
    }

    /// Whether the mail may come.
    #[must_use]
    pub fn is_pass(&self) -> bool {
        matches!(self, Verdict::Pass { .. })
    }
}
