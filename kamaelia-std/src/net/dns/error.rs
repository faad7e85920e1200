use super::DnsQuestion;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// A question that a [`Resolver`](super::Resolver) has no answer to, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsError {
    /// The question.
    pub question: DnsQuestion,
    /// Why.
    pub problem: DnsProblem,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DnsProblem {
    /// There is no such name (NXDOMAIN).
    NoSuchName,
    /// There is such a name, and it has no record of this kind.
    NoSuchRecord,
    /// What was asked about cannot be a name.
    BadName,
    /// Nobody has answered in time.
    TimedOut(
        /// How long there was.
        Duration,
    ),
    /// No server could be asked, or none has given an answer that is one, such as
    /// SERVFAIL.
    Failed(
        /// What has happened.
        String,
    ),
}

impl DnsError {
    /// Whether it is known that there is nothing. Otherwise nobody knows, and the answer
    /// may be another one later.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        match self.problem {
            DnsProblem::NoSuchName | DnsProblem::NoSuchRecord | DnsProblem::BadName => true,
            DnsProblem::TimedOut(_) | DnsProblem::Failed(_) => false,
        }
    }
}

impl Display for DnsError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.question)?;
        match &self.problem {
            DnsProblem::NoSuchName => f.write_str("there is no such name"),
            DnsProblem::NoSuchRecord => f.write_str("there is no such record"),
            DnsProblem::BadName => f.write_str("that cannot be a name"),
            DnsProblem::TimedOut(limit) => write!(
                f,
                "nobody has answered within {limit:?}; check the servers and the network"
            ),
            DnsProblem::Failed(why) => write!(f, "no server has answered well: {why}"),
        }
    }
}

impl Error for DnsError {}
