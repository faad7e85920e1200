//! What a linkage does when its reader falls behind: [`Policy`].

use std::fmt::{self, Display, Formatter};

/// How many messages wait on a linkage, and what happens to the next one.
///
/// `with` sets it in a graph: `A.outbox -> B.inbox with capacity(1024);`. The
/// policy is the linkage's own, also where several lead into one inbox. What a
/// policy drops is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Policy {
    /// So many messages wait; then the sender waits.
    Capacity(usize),
    /// Any number of messages wait; the sender never does.
    Unbounded,
    /// The newest message waits; it replaces one that was not yet read.
    Latest,
    /// So many messages wait; while they do, new ones are dropped.
    DropNewest(usize),
    /// So many messages wait; a new one pushes out the oldest.
    DropOldest(usize),
}

impl Policy {
    /// The number of messages that wait on a linkage without a policy.
    pub const DEFAULT_CAPACITY: usize = 64;

    /// So many messages wait; then the sender waits.
    pub const fn capacity(messages: usize) -> Policy {
        Policy::Capacity(messages)
    }

    /// Any number of messages wait; the sender never does.
    pub const fn unbounded() -> Policy {
        Policy::Unbounded
    }

    /// The reader sees only the newest message.
    pub const fn latest() -> Policy {
        Policy::Latest
    }

    /// So many messages wait; while they do, new ones are dropped.
    pub const fn drop_newest(messages: usize) -> Policy {
        Policy::DropNewest(messages)
    }

    /// So many messages wait; a new one pushes out the oldest.
    pub const fn drop_oldest(messages: usize) -> Policy {
        Policy::DropOldest(messages)
    }

    /// How many messages can wait; `None` for any number.
    pub const fn limit(self) -> Option<usize> {
        match self {
            Policy::Capacity(n) | Policy::DropNewest(n) | Policy::DropOldest(n) => Some(n),
            Policy::Latest => Some(1),
            Policy::Unbounded => None,
        }
    }

    /// Whether a full linkage makes its sender wait.
    pub const fn waits(self) -> bool {
        matches!(self, Policy::Capacity(_))
    }
}

impl Default for Policy {
    fn default() -> Policy {
        Policy::Capacity(Policy::DEFAULT_CAPACITY)
    }
}

/// As it is written after `with`.
impl Display for Policy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Policy::Capacity(n) => write!(f, "capacity({n})"),
            Policy::Unbounded => f.write_str("unbounded"),
            Policy::Latest => f.write_str("latest"),
            Policy::DropNewest(n) => write!(f, "drop_newest({n})"),
            Policy::DropOldest(n) => write!(f, "drop_oldest({n})"),
        }
    }
}
