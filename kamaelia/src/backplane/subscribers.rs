//! Those who get what is published: [`Subscribers`].

use super::plug::Join;
use crate::component::Message;
use crate::outbox::Outbox;
use std::sync::Weak;

/// Those who get each message.
pub(super) struct Subscribers<T> {
    all: Vec<Subscriber<T>>,
    /// How many there were when those who have ended were last cleared away.
    alive: usize,
}

struct Subscriber<T> {
    outbox: Outbox<T>,
    /// Gone when the sink was unplugged; `None` of one that decides that itself.
    plugged: Option<Weak<()>>,
}

impl<T: Message> Subscriber<T> {
    fn is_unplugged(&self) -> bool {
        let plugged = self.plugged.as_ref();
        plugged.is_some_and(|plug| plug.strong_count() == 0)
    }

    fn is_over(&self) -> bool {
        self.is_unplugged() || self.outbox.is_closed()
    }
}

impl<T> Default for Subscribers<T> {
    fn default() -> Subscribers<T> {
        Subscribers {
            all: Vec::new(),
            alive: 0,
        }
    }
}

impl<T: Message + Clone> Subscribers<T> {
    pub(super) fn add(&mut self, join: Join<T>) {
        // Clearing away costs a look at each, so it waits until half may have ended.
        if self.all.len() > 2 * self.alive + 8 {
            self.clear();
            self.alive = self.all.len();
        }
        // Who has ended by now wants nothing any more.
        if let Ok(outbox) = join.to.outbox_with(join.policy) {
            self.all.push(Subscriber {
                outbox,
                plugged: join.plugged,
            });
        }
    }

    fn clear(&mut self) {
        self.all.retain(|subscriber| !subscriber.is_over());
    }

    /// Sends a copy to each, and the message itself to the last.
    pub(super) async fn send(&mut self, message: T) {
        let mut ended = false;
        if self.all.iter().any(Subscriber::is_unplugged) {
            self.clear();
        }
        let mut message = Some(message);
        let mut left = self.all.len();
        for subscriber in &mut self.all {
            left -= 1;
            let copy = match left {
                0 => message.take(),
                _ => message.clone(),
            };
            if let Some(copy) = copy {
                ended |= subscriber.outbox.send(copy).await.is_err();
            }
        }
        if ended {
            self.clear();
        }
    }
}
