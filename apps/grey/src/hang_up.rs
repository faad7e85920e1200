use kamaelia::prelude::*;
use std::io;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Tells of every SIGHUP, by which administrators ask a program to read its settings
/// again. Where there is no such signal, it tells of none.
///
/// Signals that come while the last one has not been taken count as one.
#[derive(Component)]
#[component(no_new)]
pub struct HangUp {
    /// One for each.
    #[outbox]
    outbox: Outbox<()>,

    #[cfg(unix)]
    signals: Signal,
}

impl HangUp {
    /// From now on the signal does not end the program any more.
    ///
    /// # Errors
    ///
    /// If the system does not tell of it.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn new() -> io::Result<HangUp> {
        Ok(HangUp {
            outbox: Outbox::unlinked(),
            #[cfg(unix)]
            signals: signal(SignalKind::hangup())?,
        })
    }
}

impl Main for HangUp {
    #[cfg(unix)]
    async fn main(mut self) -> Outcome {
        while until_stopped(self.signals.recv()).await.flatten().is_some() {
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
