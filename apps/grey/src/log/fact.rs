use crate::policy::{Address, Answer, Facts, Lookup, Name};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// What the DNS has said, as it stands in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "lowercase")]
pub(super) enum Fact {
    Name {
        client: IpAddr,
        #[serde(flatten)]
        answer: Said,
    },
    Spf {
        client: IpAddr,
        helo: String,
        sender: String,
        #[serde(flatten)]
        answer: Said,
    },
    Listed {
        client: IpAddr,
        zone: String,
        #[serde(flatten)]
        answer: Said,
    },
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Said {
    Is(Is),
    Names(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Is {
    None,
    Unconfirmed,
    Yes,
    No,
    Failed,
}

/// The facts, in an order that does not change.
pub(super) fn facts(facts: &Facts) -> Vec<Fact> {
    let mut listed: Vec<Fact> = facts.answers().map(fact).collect();
    listed.sort_by_cached_key(|fact| format!("{fact:?}"));
    listed
}

fn fact((lookup, answer): (&Lookup, &Answer)) -> Fact {
    let answer = match answer {
        Answer::Name(name) => said(name),
        Answer::Yes => Said::Is(Is::Yes),
        Answer::No => Said::Is(Is::No),
        Answer::Failed => Said::Is(Is::Failed),
    };
    match lookup.clone() {
        Lookup::Name(client) => Fact::Name { client, answer },
        Lookup::Spf {
            client,
            helo,
            sender,
        } => Fact::Spf {
            client,
            helo,
            sender: sender.to_string(),
            answer,
        },
        Lookup::Listed { zone, client } => Fact::Listed {
            client,
            zone,
            answer,
        },
    }
}

pub(super) fn said(name: &Name) -> Said {
    match name {
        Name::None => Said::Is(Is::None),
        Name::Unconfirmed => Said::Is(Is::Unconfirmed),
        Name::Confirmed(names) => Said::Names(names.clone()),
    }
}

impl Fact {
    /// What a decision learns of it.
    pub(super) fn known(self) -> (Lookup, Answer) {
        match self {
            Fact::Name { client, answer } => (Lookup::Name(client), answer.known()),
            Fact::Spf {
                client,
                helo,
                sender,
                answer,
            } => {
                let sender = Address::of(&sender);
                let lookup = Lookup::Spf {
                    client,
                    helo,
                    sender,
                };
                (lookup, answer.known())
            }
            Fact::Listed {
                client,
                zone,
                answer,
            } => (Lookup::Listed { zone, client }, answer.known()),
        }
    }
}

impl Said {
    /// A name, if it is one.
    pub(super) fn name(self) -> Option<Name> {
        match self.known() {
            Answer::Name(name) => Some(name),
            _ => None,
        }
    }

    fn known(self) -> Answer {
        match self {
            Said::Names(names) => Answer::Name(Name::Confirmed(names)),
            Said::Is(Is::None) => Answer::Name(Name::None),
            Said::Is(Is::Unconfirmed) => Answer::Name(Name::Unconfirmed),
            Said::Is(Is::Yes) => Answer::Yes,
            Said::Is(Is::No) => Answer::No,
            Said::Is(Is::Failed) => Answer::Failed,
        }
    }
}
