use kamaelia::prelude::*;
use std::time::Duration;

/// What systemd is told of a service that it has started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It listens on one more address.
    Listens,
    /// It reads its settings again.
    Rereads,
    /// It has read them.
    HasReread,
}

/// Tells systemd what becomes of the program: that it is ready when it listens on all its
/// addresses, that it reads its settings again, that it lives, and that it is about to
/// end.
///
/// Without a systemd that wants to know, it tells nobody.
#[derive(Component)]
pub struct Systemd {
    /// What has happened.
    #[inbox]
    inbox: Inbox<Life>,

    /// How many addresses there are to listen on.
    addresses: usize,
}

impl Main for Systemd {
    async fn main(mut self) -> Outcome {
        if self.addresses == 0 {
            tell(State::Ready);
        }
        while let Some(life) = until_stopped(next(&mut self.inbox)).await.flatten() {
            match life {
                Some(Life::Listens) => {
                    self.addresses = self.addresses.saturating_sub(1);
                    if self.addresses == 0 {
                        tell(State::Ready);
                    }
                }
                Some(Life::Rereads) => tell(State::Rereads),
                Some(Life::HasReread) => tell(State::Ready),
                None => tell(State::Lives),
            }
        }
        tell(State::Stops);
        Ok(())
    }
}

/// What happens next; `Some(None)` if that is nothing, and systemd waits to hear that the
/// program lives.
async fn next(inbox: &mut Inbox<Life>) -> Option<Option<Life>> {
    let Some(patience) = patience() else {
        return inbox.recv().await.map(Some);
    };
    match inbox.recv_timeout(patience / 2).await {
        Ok(life) => life.map(Some),
        Err(_) => Some(None),
    }
}

/// What systemd is told.
enum State {
    Ready,
    Rereads,
    Lives,
    Stops,
}

#[cfg(unix)]
fn tell(state: State) {
    use sd_notify::NotifyState;
    let told = match state {
        State::Ready => sd_notify::notify(&[NotifyState::Ready]),
        State::Lives => sd_notify::notify(&[NotifyState::Watchdog]),
        State::Stops => sd_notify::notify(&[NotifyState::Stopping]),
        State::Rereads => NotifyState::monotonic_usec_now()
            .and_then(|now| sd_notify::notify(&[NotifyState::Reloading, now])),
    };
    // A systemd that cannot be told is one that ends the program, or starts it again: mail
    // goes on until then.
    drop(told);
}

/// How long systemd waits until it takes the program for dead.
#[cfg(unix)]
fn patience() -> Option<Duration> {
    sd_notify::watchdog_enabled().filter(|patience| !patience.is_zero())
}

#[cfg(not(unix))]
fn tell(_: State) {}

#[cfg(not(unix))]
fn patience() -> Option<Duration> {
    None
}
