use super::super::{BadReply, Reply, Status};
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::time::Duration;

/// Why a connection to a server was of no use to an [`SmtpClient`](super::SmtpClient).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpTrouble {
    /// The address of the server, as it was written.
    pub address: String,
    /// What has happened.
    pub what: String,
}

impl Display for SmtpTrouble {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let SmtpTrouble { address, what } = self;
        write!(f, "the mail server at `{address}`: {what}")
    }
}

impl Error for SmtpTrouble {}

/// What has made a connection useless.
#[derive(Debug)]
pub(super) enum Lost {
    Unreachable(io::Error),
    Broken(io::Error),
    Ended,
    Silent(Duration),
    Deaf(Duration),
    Nonsense(BadReply),
    /// A reply that was not asked for, or not one of those that could be.
    Unfit(Reply),
    Unasked,
    /// 421, or another refusal to go on.
    Refused(Reply),
    #[cfg(feature = "tls")]
    NoTls,
    NoXclient,
    /// Nobody reads the replies any more.
    Unwanted,
}

impl Lost {
    /// What is answered: never positive, and not for good.
    pub(super) fn reply(&self) -> Reply {
        let (detail, text) = match self {
            Lost::Refused(reply) => return self.passed_on(reply),
            Lost::NoXclient => {
                let text = "the server behind does not take XCLIENT from here";
                return Reply::new(451).enhanced(4, 3, 5).text(text);
            }
            #[cfg(feature = "tls")]
            Lost::NoTls => {
                let text = "the server behind does not offer STARTTLS";
                return Reply::new(451).enhanced(4, 7, 4).text(text);
            }
            Lost::Unreachable(_) => (1, "the server behind cannot be reached"),
            Lost::Silent(_) | Lost::Deaf(_) => (2, "the server behind does not answer"),
            Lost::Broken(_) | Lost::Ended | Lost::Unwanted => {
                (2, "the server behind has closed the connection")
            }
            Lost::Nonsense(_) | Lost::Unfit(_) | Lost::Unasked => {
                (2, "the server behind makes no sense")
            }
        };
        Reply::new(451).enhanced(4, 4, detail).text(text)
    }

    /// The server's own refusal, as one of a transaction.
    fn passed_on(&self, reply: &Reply) -> Reply {
        let Status(_, subject, detail) = reply.status().unwrap_or(Status(4, 4, 2));
        let passed = Reply::new(451).enhanced(4, subject, detail);
        passed
            .text("the server behind refuses")
            .text(reply.lines().join("\n"))
    }
}

/// For those who look after the server.
impl Display for Lost {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Lost::Unreachable(error) => {
                write!(
                    f,
                    "cannot connect: {error}; check that it runs, and its port"
                )
            }
            Lost::Broken(error) => write!(f, "the connection is lost: {error}"),
            Lost::Ended => f.write_str("it has closed the connection"),
            Lost::Silent(limit) => write!(f, "it has not answered within {limit:?}"),
            Lost::Deaf(limit) => write!(f, "it has taken nothing for {limit:?}"),
            Lost::Nonsense(error) => write!(f, "it makes no sense: {error}"),
            Lost::Unfit(reply) => {
                write!(
                    f,
                    "it makes no sense: `{reply}` cannot be the reply to this"
                )
            }
            Lost::Unasked => f.write_str("it makes no sense: it speaks without being asked"),
            Lost::Refused(reply) => write!(f, "it refuses: {reply}"),
            #[cfg(feature = "tls")]
            Lost::NoTls => {
                f.write_str("it does not offer STARTTLS; switch it on there, or TLS off here")
            }
            Lost::NoXclient => f.write_str(
                "it does not take XCLIENT with ADDR from here; \
                 switch it on there for this host, or off here",
            ),
            Lost::Unwanted => f.write_str("its replies are wanted no more"),
        }
    }
}

impl From<BadReply> for Lost {
    fn from(error: BadReply) -> Lost {
        Lost::Nonsense(error)
    }
}
