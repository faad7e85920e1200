use crate::Clock;
use crate::policy::is_over;
use kamaelia::prelude::*;
use kamaelia::{InboxAddress, RequestError};
use kamaelia_std::data::{AskTable, Record, TableError, TableRequest};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
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

    /// Whether others may prune the same table: then one of them does at a time. No, if
    /// not said otherwise.
    #[param(default = false)]
    shared: bool,
}

/// Where those who share a table note when it was pruned last.
const TURN: &[u8] = b"mpruned";

impl Main for Prune {
    async fn main(mut self) -> Outcome {
        let mut ticks = interval(self.clock.real(self.every));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while until_stopped(ticks.tick()).await.is_some() {
            let trouble = match self.prune().await {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => error.to_string(),
                Err(error) => error.to_string(),
            };
            self.troubles.send(trouble).await?;
        }
        Ok(())
    }
}

impl Prune {
    async fn prune(&mut self) -> Result<Result<(), TableError>, RequestError> {
        let now = self.clock.now();
        if self.shared {
            match self.takes_turn(now).await? {
                Ok(true) => {}
                Ok(false) => return Ok(Ok(())),
                Err(error) => return Ok(Err(error)),
            }
        }
        let is_over = move |key: &[u8], record: &Record| is_over(key, &record.value, now);
        let pruned = self.table.prune(is_over).await?;
        Ok(pruned.map(drop))
    }

    /// Whether nobody else has pruned for a time; then others know that somebody does.
    async fn takes_turn(
        &mut self,
        now: SystemTime,
    ) -> Result<Result<bool, TableError>, RequestError> {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        // Clocks differ, and so do the moments at which the others have begun.
        let pause = self.every.as_secs() / 2;
        let taken = self.table.transaction(move |table| {
            let last = table.get(TURN)?.and_then(|turn| {
                let seconds = <[u8; 8]>::try_from(&turn.value[..]).ok()?;
                Some(u64::from_be_bytes(seconds))
            });
            // A time that is still to come was written under a wrong clock.
            if last.is_some_and(|last| last <= now && now < last.saturating_add(pause)) {
                return Ok(false);
            }
            table.put(TURN, now.to_be_bytes().to_vec(), u64::MAX)?;
            Ok(true)
        });
        taken.await
    }
}
