use crate::Terms;
use kamaelia::Value;
use kamaelia::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::fs;
use tokio::time::{MissedTickBehavior, interval};

/// Reads a certificate again when its files have changed, so that whoever renews it need
/// not stop the server.
///
/// Files that are no good, or of which one is newer than the other belongs to, leave the
/// certificate that there was.
#[derive(Component)]
pub struct Renew {
    /// What was done, and what could not be.
    #[outbox(optional)]
    news: Outbox<String>,

    /// The terms, of which those that hold name the files.
    terms: Value<Arc<Terms>>,

    /// How often it looks: every ten seconds, if not said otherwise.
    #[param(default = Duration::from_secs(10))]
    every: Duration,
}

impl Main for Renew {
    async fn main(mut self) -> Outcome {
        let mut known = None;
        let mut ticks = interval(self.every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while until_stopped(ticks.tick()).await.is_some() {
            let terms = self.terms.get();
            let files = terms.config().tls.paths();
            let found = Some((times(&files).await, files));
            let before = std::mem::replace(&mut known, found);
            let (Some(now), Some(before), Some(tls)) = (&known, before, terms.tls()) else {
                continue;
            };
            // Other files have been read when they were named.
            if now.1 != before.1 || now.0 == before.0 {
                continue;
            }
            let news = match tls.reload() {
                Ok(()) => "the certificate was read again".to_owned(),
                Err(error) => format!("{error}; the certificate stays as it was"),
            };
            self.news.send(news).await?;
        }
        Ok(())
    }
}

/// When each was last changed, if it is there.
async fn times(files: &[PathBuf]) -> Vec<Option<SystemTime>> {
    let mut times = Vec::new();
    for file in files {
        let modified = fs::metadata(file).await.and_then(|file| file.modified());
        times.push(modified.ok());
    }
    times
}
