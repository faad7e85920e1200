//! What waits on a linkage, and who waits for it: [`Queue`].

use crate::policy::Policy;
use crate::topology::LinkCounts;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Waker;

pub(super) struct Queue<T> {
    pub(super) messages: VecDeque<(u64, T)>,
    pub(super) policy: Policy,
    /// Writing ends that are alive; a pass-through may share one linkage.
    pub(super) writers: usize,
    pub(super) reader_alive: bool,
    /// A ring that waited for itself was ended: no more messages come.
    pub(super) ended: bool,
    /// Whether the reader merges several linkages by the order of the sends.
    pub(super) stamped: bool,
    pub(super) reader: Option<Waker>,
    /// Who wants to know of the reader's end.
    pub(super) watchers: Vec<Waker>,
    /// Writers that wait for room, the first in line first.
    pub(super) line: VecDeque<(u64, Waker)>,
    /// Those of the line whose turn has come: room is kept for each.
    pub(super) admitted: Vec<u64>,
    /// Room that was promised to a writer which has not yet pushed.
    pub(super) promised: usize,
    pub(super) tickets: u64,
    pub(super) counts: LinkCounts,
}

impl<T> Queue<T> {
    pub(super) fn new(policy: Policy) -> Queue<T> {
        Queue {
            messages: VecDeque::new(),
            policy,
            writers: 1,
            reader_alive: true,
            ended: false,
            stamped: false,
            reader: None,
            watchers: Vec::new(),
            line: VecDeque::new(),
            admitted: Vec::new(),
            promised: 0,
            tickets: 0,
            counts: LinkCounts::default(),
        }
    }

    pub(super) fn has_room(&self) -> bool {
        let taken = self.messages.len() + self.promised + self.admitted.len();
        match self.policy {
            Policy::Capacity(limit) => taken < limit,
            _ => true,
        }
    }

    /// Keeps freed room for those who have waited longest, and gives their wakers.
    pub(super) fn admit(&mut self) -> Vec<Waker> {
        let mut wakers = Vec::new();
        while self.has_room() {
            let Some((ticket, waker)) = self.line.pop_front() else {
                break;
            };
            self.admitted.push(ticket);
            wakers.push(waker);
        }
        wakers
    }

    /// Puts a message in, and gives what the policy had to drop for it.
    pub(super) fn push(&mut self, message: T) -> Vec<T> {
        let mut dropped = Vec::new();
        match self.policy {
            Policy::DropNewest(limit) if self.messages.len() >= limit => dropped.push(message),
            policy => {
                let keep = match policy {
                    Policy::Latest => 0,
                    Policy::DropOldest(limit) => limit.saturating_sub(1),
                    _ => usize::MAX,
                };
                while self.messages.len() > keep {
                    dropped.extend(self.messages.pop_front().map(|(_, message)| message));
                }
                let stamp = if self.stamped { next_stamp() } else { 0 };
                self.messages.push_back((stamp, message));
            }
        }
        self.counts.sent += 1;
        self.counts.dropped += dropped.len() as u64;
        self.counts.high_water = self.counts.high_water.max(self.messages.len());
        dropped
    }

    /// Leaves a waker for the end of the reader; `false` if it has ended.
    pub(super) fn watch_reader(&mut self, waker: &Waker) -> bool {
        if self.reader_alive && !self.watchers.iter().any(|known| known.will_wake(waker)) {
            self.watchers.push(waker.clone());
        }
        self.reader_alive
    }

    pub(super) fn no_more_come(&self) -> bool {
        self.writers == 0 || self.ended
    }
}

/// The order of sends between linkages that lead into one inbox.
fn next_stamp() -> u64 {
    static STAMPS: AtomicU64 = AtomicU64::new(1);
    STAMPS.fetch_add(1, Ordering::Relaxed)
}
