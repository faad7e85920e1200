use crate::policy::{Address, Answer, Facts, Lookup, Name};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// What the DNS has said, as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Fact {
    ask: Ask,
    client: IpAddr,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    helo: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sender: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is: Option<Is>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    names: Option<Vec<String>>,
}

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Ask {
    Name,
    Spf,
    Listed,
}

/// An answer in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Is {
    None,
    Unconfirmed,
    Yes,
    No,
    Failed,
}

/// What the DNS calls somebody, as it stands in the log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Said {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is: Option<Is>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    names: Option<Vec<String>>,
}

/// The facts, in an order that does not change.
pub(super) fn facts(facts: &Facts) -> Vec<Fact> {
    let mut listed: Vec<Fact> = facts.answers().map(fact).collect();
    listed.sort_unstable();
    listed
}

fn fact((lookup, answer): (&Lookup, &Answer)) -> Fact {
    let Said { is, names } = words(answer);
    let fact = |ask, client: &IpAddr| Fact {
        ask,
        client: *client,
        zone: None,
        helo: None,
        sender: None,
        is,
        names,
    };
    match lookup {
        Lookup::Name(client) => fact(Ask::Name, client),
        Lookup::Spf {
            client,
            helo,
            sender,
        } => Fact {
            helo: Some(helo.clone()),
            sender: Some(sender.to_string()),
            ..fact(Ask::Spf, client)
        },
        Lookup::Listed { zone, client } => Fact {
            zone: Some(zone.clone()),
            ..fact(Ask::Listed, client)
        },
    }
}

fn words(answer: &Answer) -> Said {
    let is = match answer {
        Answer::Name(name) => return said(name),
        Answer::Yes => Is::Yes,
        Answer::No => Is::No,
        Answer::Failed => Is::Failed,
    };
    Said {
        is: Some(is),
        names: None,
    }
}

pub(super) fn said(name: &Name) -> Said {
    let (is, names) = match name {
        Name::None => (Some(Is::None), None),
        Name::Unconfirmed => (Some(Is::Unconfirmed), None),
        Name::Confirmed(names) => (None, Some(names.clone())),
    };
    Said { is, names }
}

impl Fact {
    /// What a decision learns of it; nothing, if something is missing in it.
    pub(super) fn known(self) -> Option<(Lookup, Answer)> {
        let client = self.client;
        let lookup = match self.ask {
            Ask::Name => Lookup::Name(client),
            Ask::Spf => Lookup::Spf {
                client,
                helo: self.helo?,
                sender: Address::of(&self.sender?),
            },
            Ask::Listed => Lookup::Listed {
                zone: self.zone?,
                client,
            },
        };
        let (is, names) = (self.is, self.names);
        Some((lookup, Said { is, names }.known()?))
    }
}

impl Said {
    /// A name, if it is one.
    pub(super) fn name(self) -> Option<Name> {
        match self.known()? {
            Answer::Name(name) => Some(name),
            _ => None,
        }
    }

    fn known(self) -> Option<Answer> {
        if let Some(names) = self.names {
            return Some(Answer::Name(Name::Confirmed(names)));
        }
        Some(match self.is? {
            Is::None => Answer::Name(Name::None),
            Is::Unconfirmed => Answer::Name(Name::Unconfirmed),
            Is::Yes => Answer::Yes,
            Is::No => Answer::No,
            Is::Failed => Answer::Failed,
        })
    }
}
