//! A linkage of any message type: [`AnyLink`].

use super::{End, Header, Kind, Link};
use crate::policy::Policy;
use crate::sync::Ordering;
use crate::topology::LinkCounts;
use std::task::Waker;

/// A linkage of any message type, as the driver and the topology see it.
pub trait AnyLink: Send + Sync {
    /// Whether no message waits.
    fn is_empty(&self) -> bool;
    /// Whether no writer is left.
    fn is_closed(&self) -> bool;
    /// Ends a ring's linkage: its reader gets what waits, then `None`.
    fn end(&self);
    /// Nothing is read any more: what waits is dropped, and counted.
    fn close(&self);
    /// Leaves a waker for the end of the reader.
    fn watch_reader(&self, waker: Waker);
    /// Whether the reader has ended.
    fn is_unread(&self) -> bool;
    /// What the linkage does when it is full.
    fn policy(&self) -> Policy;
    /// Makes a linkage that nothing was sent on hold so many messages.
    fn set_capacity(&self, messages: usize);
    /// How many messages it has carried.
    fn counts(&self) -> LinkCounts;
    /// What is known of it without the type of its messages.
    fn header(&self) -> &Header;
    /// Whether who waits at this end has to wait on: for a message that may still
    /// come, or for room that may still be made.
    fn holds_back(&self, end: End) -> bool;
}

impl<T: Send> AnyLink for Link<T> {
    fn is_empty(&self) -> bool {
        let promised = self.promised.load(Ordering::Relaxed);
        let aside = self.aside.get();
        !promised && self.has_nothing() && aside.is_none_or(|aside| !aside.has_promised())
    }

    fn is_closed(&self) -> bool {
        self.no_more_come()
    }

    fn end(&self) {
        self.ended.store(true, Ordering::Release);
        self.header.shut(End::Reading);
        self.header.look_again(End::Reading);
    }

    fn close(&self) {
        if !self.gone.swap(true, Ordering::Release) {
            // The reader, if there is one, clears away what it finds.
            self.refuse();
        }
    }

    fn watch_reader(&self, waker: Waker) {
        Link::watch_reader(self, waker);
    }

    fn is_unread(&self) -> bool {
        Link::is_closed(self)
    }

    fn policy(&self) -> Policy {
        Link::policy(self)
    }

    fn set_capacity(&self, messages: usize) {
        self.header.set_capacity(messages);
    }

    fn counts(&self) -> LinkCounts {
        let aside = self.aside.get();
        let mut counts = self
            .header
            .counts()
            .of(&self.header, aside, self.policy().limit());
        if self.is_gone() {
            counts.dropped += counts.waiting as u64;
            counts.waiting = 0;
        }
        counts
    }

    fn header(&self) -> &Header {
        &self.header
    }

    fn holds_back(&self, end: End) -> bool {
        match end {
            End::Reading => !self.no_more_come() && self.has_nothing(),
            End::Writing if self.is_closed() => false,
            End::Writing => match self.aside.get() {
                Some(aside) => aside.is_full(self.header.waiting()),
                None => {
                    let may_wait = self.kind == Kind::Capacity;
                    may_wait && self.header.waiting() >= self.header.capacity()
                }
            },
        }
    }
}
