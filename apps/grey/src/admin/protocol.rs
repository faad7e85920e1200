//! What an administrator asks, and what is answered: a line of JSON each.

use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// What is asked, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum AdminRequest {
    /// What would be decided, and why: answered by [`AdminAnswer::Why`].
    Why(Attempt),
    /// What is remembered: answered by an [`AdminAnswer::Row`] for each entry.
    List {
        /// Of whom.
        kind: ListKind,
        /// How many entries at most.
        #[serde(default)]
        limit: Option<u64>,
    },
    /// Lets somebody through.
    Allow {
        /// A network, or a sender.
        whom: String,
        /// For how long; if not said, for good.
        #[serde(default)]
        seconds: Option<u64>,
    },
    /// Forgets a triplet.
    Forget {
        /// The client's address.
        client: IpAddr,
        /// The sender.
        sender: String,
        /// The recipient.
        recipient: String,
    },
    /// Forgets all clients of a network, and their triplets.
    ForgetClient {
        /// A network, or an address, which stands for its network.
        network: String,
    },
    /// Forgets that somebody was let through.
    ForgetAllowed {
        /// As it was written.
        whom: String,
    },
    /// Removes what is over.
    Expire {
        /// And what was not seen for so long.
        #[serde(default)]
        older: Option<u64>,
    },
}

/// An attempt that somebody could make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// The client's address.
    pub client: IpAddr,
    /// The sender; empty for the null sender.
    pub sender: String,
    /// The recipient.
    pub recipient: String,
    /// What the client calls itself.
    #[serde(default)]
    pub helo: String,
    /// Whether the connection is encrypted.
    #[serde(default)]
    pub secured: bool,
}

/// Which entries are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    /// All.
    #[default]
    All,
    /// Triplets that have not passed yet.
    Waiting,
    /// Triplets that have passed.
    Passed,
    /// Networks of clients.
    Clients,
    /// Whom an administrator has let through.
    Allowed,
}

/// What is answered, in one line; the last one is `Done` or `Error`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdminAnswer {
    /// An entry.
    Row(AdminRow),
    /// What would be decided, and why.
    Why(Box<Story>),
    /// It is done, for so many entries.
    Done(u64),
    /// It is not done, and why, with what to do.
    Error(String),
}

/// An entry of what is remembered. Times are written as `2026-11-29T07:45:00Z`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdminRow {
    /// What it is about: `triplet`, `client` or `allowed`.
    pub kind: String,
    /// How it is: `waiting`, `passed`, `counted`, `trusted`, `allowed`, or `over`.
    pub state: String,
    /// The network of the client, or whom an administrator has let through.
    pub whom: String,
    /// The sender of a triplet, or `#` and its hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// Its recipient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// When the first attempt was.
    pub since: String,
    /// When the last one was that counted.
    pub last: String,
    /// Until when it is remembered; for good, if it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// How often it passed.
    pub passes: u16,
}

/// What would be decided, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// When it was asked.
    pub when: String,
    /// `pass`, `defer`, `refuse` or `unavailable`.
    pub verdict: String,
    /// By which rule.
    pub rule: String,
    /// Whether it is only noted, and the mail passes all the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shadow: bool,
    /// How long it stays so, in seconds, if not for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u64>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Every rule that was asked, in order.
    pub path: Vec<StoryRule>,
    /// What is remembered of it.
    pub remembered: Vec<AdminRow>,
}

/// A rule that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryRule {
    /// Its name.
    pub rule: String,
    /// Whether it holds.
    pub holds: bool,
    /// Why, or why not.
    pub why: String,
}
