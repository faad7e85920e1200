use super::CommandLine;
use crate::config::Config;
use crate::policy::{Policy, Secret};
use crate::simulate::{Replay, Report};
use clap::Args;
use kamaelia::prelude::*;
use kamaelia_std::io::ConsoleEchoer;
use std::path::PathBuf;
use tokio::task::spawn_blocking;

/// Replays logs in JSON under other settings.
#[derive(Clone, Debug, Args)]
pub struct Simulate {
    /// Logs in JSON, of one daemon or of several; `-` is standard input.
    #[arg(required = true, value_name = "LOG")]
    logs: Vec<PathBuf>,

    /// Prints JSON, with all domains.
    #[arg(long)]
    json: bool,

    /// How many domains of senders are shown, those with most questions first.
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    domains: usize,
}

impl Simulate {
    pub(super) async fn run(self, line: &CommandLine) -> Outcome {
        let config = line.load()?;
        graphline! {
            REPLAY = Replaying::new(self, config);
            PRINT  = ConsoleEchoer::new();

            REPLAY -> PRINT;
        }
        .run()
        .await
    }
}

/// Replays, and sends what there is to say of it.
#[derive(Component)]
struct Replaying {
    #[outbox]
    outbox: Outbox<String>,

    what: Simulate,

    config: Config,
}

impl Main for Replaying {
    async fn main(mut self) -> Outcome {
        let Simulate {
            logs,
            json,
            domains,
        } = self.what;
        // Who began the log had other secrets, and no hash is ever compared with theirs.
        let policy = Policy::new(self.config.settings(), Secret::random()?);
        let replaying = spawn_blocking(move || Replay::new(policy).of(&logs));
        let Some(report) = until_stopped(replaying).await else {
            return Ok(());
        };
        let report: Report = report??;
        let text = match json {
            true => report.json()?,
            false => report.table(domains),
        };
        self.outbox.send(text).await?;
        Ok(())
    }
}
