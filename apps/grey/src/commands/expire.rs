use super::{CommandLine, SocketArgs, print};
use crate::admin::{AdminAnswer, AdminError, AdminRequest};
use clap::Args;
use kamaelia::Outcome;
use std::time::Duration;

/// Removes now what is over, as the server does by itself every now and then.
#[derive(Clone, Debug, Args)]
pub struct Expire {
    /// And what was not seen for so long, such as `7d`, though it is not over.
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    older: Option<Duration>,

    /// All triplets and clients: everybody is a stranger again. Whom `grey allow` has
    /// let through stays so.
    #[arg(long, conflicts_with = "older")]
    all: bool,

    #[command(flatten)]
    socket: SocketArgs,
}

impl Expire {
    pub(super) fn run(self, line: &CommandLine) -> Outcome {
        let older = self.older.or(self.all.then_some(Duration::ZERO));
        let older = older.map(|older| older.as_secs());
        let mut client = self.socket.connect(line)?;
        let answer = client.ask(&AdminRequest::Expire { older }, |_| Ok::<_, AdminError>(()))?;
        if let AdminAnswer::Done(count) = answer {
            let mut print = print::Print::new();
            print.line(&format!("removed {}", print::entries(count)))?;
            print.end()?;
        }
        Ok(())
    }
}
