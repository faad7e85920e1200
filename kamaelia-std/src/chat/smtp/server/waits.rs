//! What a session waits for, besides its client.

use kamaelia::{Inbox, Message, Shutdown};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use tokio::time::Instant;

/// What has happened first.
pub(super) enum Event<T> {
    /// A message has come.
    Came(T),
    /// None will come any more.
    Over,
    /// None has come in time.
    Late,
    /// The session was told to end: see [`Control::told`].
    Told,
}

/// How a session is told to end.
pub(super) struct Control {
    inbox: Inbox<Shutdown>,
    /// What it was told by now.
    told: Option<Shutdown>,
    /// Something may still be told.
    listens: bool,
}

impl Control {
    pub(super) fn new(inbox: Inbox<Shutdown>) -> Control {
        Control {
            inbox,
            told: None,
            listens: true,
        }
    }

    /// What it was told by now.
    pub(super) fn told(&mut self) -> Option<Shutdown> {
        while let Ok(shutdown) = self.inbox.try_recv() {
            self.note(shutdown);
        }
        self.told
    }

    /// Whether it is news.
    fn note(&mut self, shutdown: Shutdown) -> bool {
        let is_news = self.told.is_none() || shutdown == Shutdown::Now;
        if is_news {
            self.told = Some(shutdown);
        }
        is_news
    }

    /// Waits for the next message of `inbox`.
    pub(super) async fn next<T: Message>(&mut self, inbox: &mut Inbox<T>, by: Instant) -> Event<T> {
        let left = by.saturating_duration_since(Instant::now());
        let mut receiving = pin!(inbox.recv_timeout(left));
        poll_fn(|cx| {
            while self.listens {
                match self.inbox.poll_recv(cx) {
                    Poll::Ready(Some(shutdown)) if self.note(shutdown) => {
                        return Poll::Ready(Event::Told);
                    }
                    Poll::Ready(Some(_)) => {}
                    Poll::Ready(None) => self.listens = false,
                    Poll::Pending => break,
                }
            }
            receiving.as_mut().poll(cx).map(|received| match received {
                Ok(Some(message)) => Event::Came(message),
                Ok(None) => Event::Over,
                Err(_) => Event::Late,
            })
        })
        .await
    }
}
