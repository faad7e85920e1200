use kamaelia::InboxAddress;
use kamaelia::prelude::*;
use kamaelia_std::data::{AskTable, TableRequest};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Says when the disk takes no more of what a table remembers, and when it does again.
///
/// Decisions go on meanwhile, so nothing else would tell an administrator before what is
/// not on disk is too much, or lost.
#[derive(Component)]
pub struct Disk {
    /// What has changed.
    #[outbox(optional)]
    news: Outbox<String>,

    table: InboxAddress<TableRequest>,

    /// How often it looks: every ten seconds, if not said otherwise.
    #[param(default = Duration::from_secs(10))]
    every: Duration,
}

impl Main for Disk {
    async fn main(mut self) -> Outcome {
        let mut takes_all = true;
        let mut ticks = interval(self.every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while until_stopped(ticks.tick()).await.is_some() {
            let Ok(Ok(status)) = self.table.status().await else {
                continue;
            };
            let news = match status.trouble {
                Some(trouble) if takes_all => trouble.to_string(),
                None if !takes_all => "all that is remembered is on disk again".to_owned(),
                _ => continue,
            };
            takes_all = !takes_all;
            self.news.send(news).await?;
        }
        Ok(())
    }
}
