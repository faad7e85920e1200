use crate::Clock;
use crate::policy::is_over;
use kamaelia::InboxAddress;
use kamaelia::prelude::*;
use kamaelia_std::data::{AskTable, TableRequest};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Removes from a table, now and then, what is over.
#[derive(Component)]
pub struct Prune {
    /// What could not be removed, and why; it is tried again the next time.
    #[outbox(optional)]
    troubles: Outbox<String>,

    table: InboxAddress<TableRequest>,

    /// How often it does so.
    every: Duration,

    clock: Clock,
}

impl Main for Prune {
    async fn main(mut self) -> Outcome {
        let mut ticks = interval(self.clock.real(self.every));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while until_stopped(ticks.tick()).await.is_some() {
            let now = self.clock.now();
            let pruned = self
                .table
                .prune(move |key, record| is_over(key, &record.value, now));
            let trouble = match pruned.await {
                Ok(Ok(_)) => continue,
                Ok(Err(error)) => error.to_string(),
                Err(error) => error.to_string(),
            };
            self.troubles.send(trouble).await?;
        }
        Ok(())
    }
}
