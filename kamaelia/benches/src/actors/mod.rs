//! Actors, one for each component, on one thread. Where their mailbox has no
//! bound, who sends lets the others have their turn after as many messages as
//! would wait in ours.

mod actix;
mod kameo;
mod ractor;

pub use actix::Actix;
pub use kameo::Kameo;
pub use ractor::Ractor;

use crate::WAYS;

/// A way to have actors.
pub trait Actors {
    /// So many sources, one of which counts up to `count`, that send to the first
    /// of so many relays, or to the sink: gives its sum.
    fn row(sources: usize, relays: usize, count: u64) -> u64;

    /// Questions to one actor, each after the answer to the one before.
    fn ping_pong(count: u64) -> u64;
}

/// The chain of six.
pub fn chain<A: Actors>(count: u64) -> u64 {
    A::row(1, 4, count)
}

/// Eight sources and one sink.
pub fn fan_in<A: Actors>(count: u64) -> u64 {
    A::row(WAYS, 0, count)
}

/// A client that waits for each answer, and a server.
pub fn ping_pong<A: Actors>(count: u64) -> u64 {
    A::ping_pong(count)
}

/// Sums what arrives, until all did.
struct Sink {
    sum: u64,
    missing: u64,
    done: Option<tokio::sync::oneshot::Sender<u64>>,
}

impl Sink {
    fn new(messages: u64) -> (Sink, tokio::sync::oneshot::Receiver<u64>) {
        let (done, sum) = tokio::sync::oneshot::channel();
        let mut sink = Sink {
            sum: 0,
            missing: messages,
            done: Some(done),
        };
        sink.look();
        (sink, sum)
    }

    fn add(&mut self, number: u64) {
        self.sum = self.sum.wrapping_add(number);
        self.missing -= 1;
        self.look();
    }

    fn look(&mut self) {
        if self.missing == 0
            && let Some(done) = self.done.take()
        {
            // Nobody waits for the sum of a run that was given up.
            let _ = done.send(self.sum);
        }
    }
}
