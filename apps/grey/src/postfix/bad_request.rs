use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// A request that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRequest {
    /// Which request of the connection it is, from 1.
    pub number: u64,
    /// What is wrong with it.
    pub problem: RequestProblem,
}

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestProblem {
    /// A line is too long.
    LongLine {
        /// How many bytes it may have.
        limit: usize,
    },
    /// It has too many bytes.
    Long {
        /// How many it may have.
        limit: usize,
    },
    /// It has too many lines.
    ManyLines {
        /// How many it may have.
        limit: usize,
    },
    /// A line is not `name=value`.
    NoAttribute {
        /// The beginning of the line.
        line: String,
    },
    /// Something that every request has is not there.
    Missing {
        /// Its name.
        name: &'static str,
    },
    /// An attribute is not what it has to be.
    Wrong {
        /// Its name.
        name: &'static str,
        /// The beginning of its value.
        value: String,
        /// What it has to be.
        expected: &'static str,
    },
    /// The connection ended in the middle of it.
    CutShort,
}

impl Display for BadRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "request {} for a policy decision ", self.number)?;
        match &self.problem {
            RequestProblem::LongLine { limit } => {
                write!(f, "has a line of more than {limit} bytes")
            }
            RequestProblem::Long { limit } => write!(f, "has more than {limit} bytes"),
            RequestProblem::ManyLines { limit } => write!(f, "has more than {limit} lines"),
            RequestProblem::NoAttribute { line } => {
                write!(f, "has the line {line:?}, which is not `name=value`")
            }
            RequestProblem::Missing { name } => write!(f, "does not say `{name}`"),
            RequestProblem::Wrong {
                name,
                value,
                expected,
            } => write!(
                f,
                "says `{name}={}`; {expected} is expected",
                value.escape_debug()
            ),
            RequestProblem::CutShort => f.write_str("ends before its empty line"),
        }?;
        f.write_str("; only Postfix's check_policy_service is served here")
    }
}

impl Error for BadRequest {}
