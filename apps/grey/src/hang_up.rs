use kamaelia::prelude::*;

/// Tells of every SIGHUP, by which administrators ask a program to read its settings
/// again. Where there is no such signal, it tells of none.
///
/// Signals that come while the last one has not been taken count as one.
#[derive(Component)]
pub struct HangUp {
    /// One for each.
    #[outbox]
    outbox: Outbox<()>,
}

impl Main for HangUp {
    #[cfg(unix)]
    async fn main(mut self) -> Outcome {
        use tokio::signal::unix::{SignalKind, signal};
        let mut signals = signal(SignalKind::hangup())?;
        while until_stopped(signals.recv()).await.flatten().is_some() {
            self.outbox.send(()).await?;
        }
        Ok(())
    }

    #[cfg(not(unix))]
    async fn main(self) -> Outcome {
        until_stopped(std::future::pending::<()>()).await;
        Ok(())
    }
}
