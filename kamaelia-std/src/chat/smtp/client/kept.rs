//! Connections that wait for who speaks to the same server next: [`SmtpConnections`].

use super::super::Reply;
use super::backend::Backend;
use std::collections::VecDeque;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// Connections to one server that wait a little for the next who has a message for it:
/// see [`SmtpClient::connections`](super::SmtpClient::connections). Clones are the same.
///
/// Only such are kept as are as good as new: no transaction is open, the server has
/// refused nothing on them, and they are not older than five minutes.
#[derive(Clone)]
pub struct SmtpConnections {
    all: Arc<All>,
    /// The server that they lead to is known by that.
    server: u64,
    idle: Duration,
}

struct All {
    waiting: Mutex<Waiting>,
    /// There is one where none was.
    news: Notify,
}

#[derive(Default)]
struct Waiting {
    /// The one that is over first, first.
    kept: VecDeque<Kept>,
    /// The server that counts.
    server: u64,
    /// Somebody knows when the first of them is over.
    is_watched: bool,
    is_closed: bool,
}

/// A connection, and how it came to be.
pub(super) struct Kept {
    pub(super) backend: Box<Backend>,
    pub(super) begun: Begun,
    until: Instant,
}

/// How a connection began.
#[derive(Clone)]
pub(super) struct Begun {
    pub(super) banner: Reply,
    pub(super) at: Instant,
}

impl SmtpConnections {
    /// How many wait at most.
    const MOST: usize = 20;

    /// How old one may be.
    const AGE: Duration = Duration::from_secs(300);

    /// None yet; each waits for so long, at most for five minutes, and then an [`SmtpKeeper`](super::SmtpKeeper)
    /// closes it. With zero, none ever waits.
    #[must_use]
    pub fn new(idle: Duration) -> SmtpConnections {
        SmtpConnections {
            all: Arc::new(All {
                waiting: Mutex::default(),
                news: Notify::new(),
            }),
            server: 0,
            idle: idle.min(SmtpConnections::AGE),
        }
    }

    /// Those to another server, or to the same one that is spoken to in another way, in
    /// the place of these, which have no use any more. The keeper is the same.
    #[must_use]
    pub fn of_another_server(&self, idle: Duration) -> SmtpConnections {
        let (mut waiting, now) = (self.all.lock(), Instant::now());
        waiting.server += 1;
        waiting.kept.iter_mut().for_each(|kept| kept.until = now);
        SmtpConnections {
            all: self.all.clone(),
            server: waiting.server,
            idle: idle.min(SmtpConnections::AGE),
        }
    }

    /// The one that was used last: so those that are not needed come to their end.
    pub(super) fn take(&self) -> Option<Kept> {
        let mut waiting = self.all.lock();
        let is_good = |kept: &Kept| kept.until > Instant::now();
        if waiting.server != self.server || !waiting.kept.back().is_some_and(is_good) {
            return None;
        }
        waiting.kept.pop_back()
    }

    /// Keeps a connection; gives it back if there is no place for it.
    pub(super) fn put(&self, backend: Box<Backend>, begun: Begun) -> Result<(), Box<Backend>> {
        let now = Instant::now();
        if self.idle.is_zero() || now.duration_since(begun.at) > SmtpConnections::AGE {
            return Err(backend);
        }
        let mut waiting = self.all.lock();
        let is_full = waiting.kept.len() >= SmtpConnections::MOST;
        if waiting.is_closed || waiting.server != self.server || is_full {
            return Err(backend);
        }
        waiting.kept.push_back(Kept {
            backend,
            begun,
            until: now + self.idle,
        });
        if !std::mem::replace(&mut waiting.is_watched, true) {
            self.all.news.notify_one();
        }
        Ok(())
    }

    /// Waits for some that are over, and gives them.
    pub(super) async fn over(&self) -> Vec<Kept> {
        loop {
            let (over, next) = self.all.lock().over(Instant::now());
            if !over.is_empty() {
                return over;
            }
            match next {
                Some(next) => sleep_until(next).await,
                None => self.all.news.notified().await,
            }
        }
    }

    /// Gives all of them; none is kept from now on.
    pub(super) fn close(&self) -> Vec<Kept> {
        let mut waiting = self.all.lock();
        waiting.is_closed = true;
        waiting.kept.drain(..).collect()
    }
}

impl All {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing of anybody else's runs while it is held, so a poisoned one is whole.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Those that are over, and when the next one is.
    fn over(&mut self, now: Instant) -> (Vec<Kept>, Option<Instant>) {
        let mut over = Vec::new();
        while let Some(kept) = self.kept.pop_front_if(|first| first.until <= now) {
            over.push(kept);
        }
        let next = self.kept.front().map(|first| first.until);
        self.is_watched = next.is_some() || !over.is_empty();
        (over, next)
    }
}

impl Debug for SmtpConnections {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpConnections")
            .field("idle", &self.idle)
            .field("waiting", &self.all.lock().kept.len())
            .finish_non_exhaustive()
    }
}
