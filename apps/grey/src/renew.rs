use kamaelia::prelude::*;
use kamaelia_std::net::tls::ServerTls;
use std::path::PathBuf;
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

    tls: Option<ServerTls>,

    /// The files of the certificate and of its key.
    files: Vec<PathBuf>,

    /// How often it looks: every ten seconds, if not said otherwise.
    #[param(default = Duration::from_secs(10))]
    every: Duration,
}

impl Main for Renew {
    async fn main(mut self) -> Outcome {
        let Some(tls) = self.tls else { return Ok(()) };
        let mut known = times(&self.files).await;
        let mut ticks = interval(self.every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while until_stopped(ticks.tick()).await.is_some() {
            let now = times(&self.files).await;
            if now == known {
                continue;
            }
            known = now;
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
