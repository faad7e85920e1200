use super::{CommandLine, SocketArgs, print};
use crate::admin::{AdminError, AdminRequest};
use clap::Args;
use kamaelia::Outcome;
use std::time::Duration;

/// Lets a client's network or a sender through, from now on.
#[derive(Clone, Debug, Args)]
pub struct Allow {
    /// A network such as `192.0.2.0/24` or one address, or a sender: `ann@example.org`,
    /// `example.org`, or `.example.org` for it and all below it.
    whom: String,

    /// For how long, such as `24h` or `35d`; without it, until it is forgotten.
    #[arg(long = "for", value_name = "TIME", value_parser = humantime::parse_duration)]
    time: Option<Duration>,

    #[command(flatten)]
    socket: SocketArgs,
}

impl Allow {
    pub(super) fn run(self, line: &CommandLine) -> Outcome {
        let request = AdminRequest::Allow {
            whom: self.whom.clone(),
            seconds: self.time.map(|time| time.as_secs()),
        };
        let mut client = self.socket.connect(line)?;
        client.ask(&request, |_| Ok::<_, AdminError>(()))?;
        let time = match self.time {
            Some(time) => format!("for {}", humantime::format_duration(time)),
            None => format!("until `grey forget --allowed {}`", self.whom),
        };
        let mut print = print::Print::new();
        print.line(&print::quiet(&format!(
            "{} is let through {time}",
            self.whom
        )))?;
        Ok(print.end()?)
    }
}
