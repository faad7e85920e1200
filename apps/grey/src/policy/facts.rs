use super::{Address, Name, Question};
use std::borrow::Cow;
use std::collections::HashMap;
use std::net::IpAddr;

/// Something that the DNS has to be asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// What a client is called, and whether that name leads back to it.
    Name(IpAddr),
    /// Whether the sender's domain says that the client speaks for it (RFC 7208).
    Spf {
        /// The client.
        client: IpAddr,
        /// What it calls itself.
        helo: String,
        /// The sender; for the null sender `postmaster` at what the client calls itself
        /// (section 2.4).
        sender: Address,
    },
    /// Whether a list of addresses in the DNS has the client (RFC 5782).
    Listed {
        /// The list, such as `zen.spamhaus.org`.
        zone: String,
        /// The client.
        client: IpAddr,
    },
}

/// What the DNS says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// To [`Lookup::Name`].
    Name(Name),
    /// To [`Lookup::Spf`] and [`Lookup::Listed`].
    Yes,
    /// To [`Lookup::Spf`] and [`Lookup::Listed`].
    No,
    /// Nothing, or not in time.
    Failed,
}

/// What was found out for one decision so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    answers: HashMap<Lookup, Answer>,
    recalled: bool,
}

impl Facts {
    /// Nothing is known.
    #[must_use]
    pub fn new() -> Facts {
        Facts::default()
    }

    /// Takes what the DNS has answered.
    pub fn learn(&mut self, lookup: Lookup, answer: Answer) {
        self.answers.insert(lookup, answer);
    }

    /// Takes that nothing is remembered which would decide.
    pub fn recalled(&mut self) {
        self.recalled = true;
    }

    /// Keeps what the DNS has answered for another decision.
    pub fn for_another(&mut self) {
        self.recalled = false;
    }

    /// The question with the client's name, if it has none and that was looked up.
    #[must_use]
    pub fn named<'a>(&self, question: &'a Question) -> Cow<'a, Question> {
        let name = match self.answers.get(&Lookup::Name(question.client)) {
            Some(Answer::Name(name)) if question.name.is_none() => Some(name.clone()),
            _ => None,
        };
        match name {
            None => Cow::Borrowed(question),
            name => Cow::Owned(Question {
                name,
                ..question.clone()
            }),
        }
    }

    /// What the DNS has answered, in no order.
    pub fn answers(&self) -> impl Iterator<Item = (&Lookup, &Answer)> {
        self.answers.iter()
    }

    pub(super) fn is_recalled(&self) -> bool {
        self.recalled
    }

    pub(super) fn answer(&self, lookup: &Lookup) -> Option<&Answer> {
        self.answers.get(lookup)
    }
}
