//! The ring of a linkage, with what the linkages have around it: see [`raw`](crate::raw).

use super::{AnyLink, Body, End, Header, Link, header};
use crate::raw;
use std::sync::Arc;

/// What a linkage has around its ring.
pub enum Parts {}

impl raw::Frame for Parts {
    type Tail = header::Tail;
    type Head = header::Head;
    type Body<T> = Body<T>;
    type Any = dyn AnyLink;

    fn capacity(header: &Header) -> usize {
        header.capacity()
    }

    fn any<T: Send + 'static>(link: Arc<Link<T>>) -> Arc<dyn AnyLink> {
        link
    }
}

/// The writing end of a ring, or of none.
pub(crate) type Writer<T> = raw::Writer<Parts, T>;

impl<T> Writer<T> {
    /// Puts a message in, if there is room: gives how many wait then. It is stamped
    /// before. From now on the end may use `most` of the room the short way.
    pub(super) fn push(&mut self, message: T, most: u64) -> Result<usize, T> {
        self.push_seen(message, most, |link, count, slots| link.stamp(count, slots))
    }

    /// Puts messages in the short way as long as it is known that there is room, and
    /// publishes them together; `true` if there are no more.
    #[inline]
    pub(crate) fn push_all_known(&mut self, messages: &mut impl Iterator<Item = T>) -> bool {
        let Some(is_all) = self.put_all_known(messages) else {
            return false;
        };
        // A reader may have begun to wait since the first of them.
        let link = self.link();
        if link.header.is_crossing() {
            link.glance_across(End::Writing);
        }
        is_all
    }
}

/// The reading end of a ring, or of none.
pub(crate) type Reader<T> = raw::Reader<Parts, T>;

impl<T> Reader<T> {
    /// [`pop`](Self::pop), which counts before how many messages wait.
    #[inline]
    pub(super) fn pop_counting(&mut self, most: u64) -> Option<T> {
        self.pop_seeing(most, |link, waiting| link.header.counts().saw(waiting))
    }
}
