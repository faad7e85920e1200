//! A linkage in memory: a [`Link`] with its [`Header`], whatever else is in it.

use super::ring::{Ring, written};
use crate::sync::{AtomicU64, Ordering};
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::Arc;

/// The two ends of a linkage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    Writing,
    Reading,
}

impl End {
    pub(crate) fn other(self) -> End {
        match self {
            End::Writing => End::Reading,
            End::Reading => End::Writing,
        }
    }
}

/// What a linkage has around its ring.
pub trait Frame: Sized + 'static {
    /// What stands beside the count of the tail.
    type Tail: Send + Sync;
    /// What stands beside the count of the head.
    type Head: Send + Sync;
    /// What depends on the type of the messages.
    type Body<T>;
    /// A linkage of any message type.
    type Any: ?Sized;

    /// How many messages the ring is to hold.
    fn capacity(header: &Header<Self>) -> usize;

    /// The linkage, of any message type.
    fn any<T: Send + 'static>(link: Arc<Link<Self, T>>) -> Arc<Self::Any>;
}

/// What is known of a linkage without the type of its messages.
///
/// What one thread writes at every step must not slow the other down, so the two
/// ends are a pair of cache lines apart.
#[repr(C)]
pub struct Header<F: Frame> {
    /// How many messages ever went in; it may be [`AWAITED`](super::ring::AWAITED).
    pub(super) tail: AtomicU64,
    pub(crate) beside_tail: F::Tail,
    /// The linkage, for who holds it and knows no more of it than this.
    pub(super) as_any: AsAny<F>,
    /// How many messages ever went out.
    pub(super) head: AtomicU64,
    pub(crate) beside_head: F::Head,
}

/// What a linkage is, of any message type. Whoever calls it gives up a share in it, and
/// the header is that of a linkage of the type that the function is for.
pub(super) type AsAny<F> = unsafe fn(NonNull<Header<F>>) -> Arc<<F as Frame>::Any>;

impl<F: Frame> Header<F> {
    /// How far the count of the head is from that of the tail.
    #[cfg(not(all(test, kamaelia_loom)))]
    pub(crate) const APART: usize = std::mem::offset_of!(Header<F>, head);

    /// How many messages ever went in.
    #[track_caller]
    #[inline(always)]
    pub(crate) fn written(&self, order: Ordering) -> u64 {
        written(self.tail.load(order))
    }

    /// How many messages ever went out.
    #[track_caller]
    #[inline(always)]
    pub(crate) fn read(&self, order: Ordering) -> u64 {
        self.head.load(order)
    }
}

/// One linkage; alive as long as an end, or who holds it.
#[repr(C)]
pub struct Link<F: Frame, T> {
    /// The first in it: see [`Hold`](super::Hold).
    pub(crate) header: Header<F>,
    pub(super) ring: Ring<T>,
    body: F::Body<T>,
}

impl<F: Frame, T> Deref for Link<F, T> {
    type Target = F::Body<T>;

    #[inline(always)]
    fn deref(&self) -> &F::Body<T> {
        &self.body
    }
}

impl<F: Frame, T: Send + 'static> Link<F, T>
where
    F::Body<T>: Send + Sync,
{
    /// A linkage without messages. It is made where it stays, and so is all that is in
    /// it: it is large.
    #[inline(always)]
    pub(super) fn new(
        tail: impl FnOnce() -> F::Tail,
        head: impl FnOnce() -> F::Head,
        body: impl FnOnce() -> F::Body<T>,
    ) -> Arc<Link<F, T>> {
        let link = Arc::<Link<F, T>>::new_uninit();
        let at = Arc::as_ptr(&link).cast_mut().cast::<Link<F, T>>();
        // SAFETY: there is room for a linkage, and nobody else has it. Each of its fields
        // is written, once.
        unsafe {
            (&raw mut (*at).header.tail).write(AtomicU64::new(0));
            (&raw mut (*at).header.beside_tail).write(tail());
            (&raw mut (*at).header.as_any).write(as_any::<F, T>);
            (&raw mut (*at).header.head).write(AtomicU64::new(0));
            (&raw mut (*at).header.beside_head).write(head());
            (&raw mut (*at).ring).write(Ring::new());
            (&raw mut (*at).body).write(body());
            link.assume_init()
        }
    }
}

/// # Safety
///
/// The header is that of a linkage for such messages, of which the caller gives up a
/// share.
unsafe fn as_any<F: Frame, T: Send + 'static>(header: NonNull<Header<F>>) -> Arc<F::Any> {
    // SAFETY: the header is the first in a linkage, so it lies where the linkage does;
    // the caller has a share, and gives it up.
    F::any(unsafe { Arc::from_raw(header.as_ptr().cast::<Link<F, T>>()) })
}
