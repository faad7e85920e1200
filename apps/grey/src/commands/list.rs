use super::print::{Print, row};
use super::{CommandLine, SocketArgs};
use crate::admin::{AdminAnswer, AdminRequest, ListKind};
use clap::Args;
use kamaelia::{Outcome, Stop};

/// Lists what is remembered.
#[derive(Clone, Debug, Args)]
pub struct List {
    /// Only triplets that have not passed yet.
    #[arg(long, group = "kind")]
    waiting: bool,

    /// Only triplets that have passed.
    #[arg(long, group = "kind")]
    passed: bool,

    /// Only networks of clients.
    #[arg(long, group = "kind")]
    clients: bool,

    /// Only whom an administrator has let through.
    #[arg(long, group = "kind")]
    allowed: bool,

    /// So many entries at most.
    #[arg(long, value_name = "N")]
    limit: Option<u64>,

    /// Prints each entry as JSON.
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    socket: SocketArgs,
}

impl List {
    pub(super) fn run(self, line: &CommandLine) -> Outcome {
        let kind = match () {
            () if self.waiting => ListKind::Waiting,
            () if self.passed => ListKind::Passed,
            () if self.clients => ListKind::Clients,
            () if self.allowed => ListKind::Allowed,
            () => ListKind::All,
        };
        let limit = self.limit;
        let mut client = self.socket.connect(line)?;
        let mut print = Print::new();
        let asked = client.ask(&AdminRequest::List { kind, limit }, |answer| {
            if let AdminAnswer::Row(entry) = answer {
                match self.json {
                    true => print.json(&entry)?,
                    false => print.line(&row(&entry))?,
                }
            }
            match print.is_over {
                true => Err(Ended::Enough),
                false => Ok(()),
            }
        });
        match asked {
            Ok(_) => Ok(print.end()?),
            Err(Ended::Enough) => Ok(()),
            Err(Ended::Failed(stop)) => Err(stop),
        }
    }
}

/// Why no more is listed.
enum Ended {
    /// Nobody reads on.
    Enough,
    Failed(Stop),
}

impl<E: Into<Stop>> From<E> for Ended {
    fn from(error: E) -> Ended {
        Ended::Failed(error.into())
    }
}
