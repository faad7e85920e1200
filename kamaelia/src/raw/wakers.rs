//! The wakers of the components of a future, without a piece of the heap for each:
//! [`Wakers`].

use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};
use std::task::{RawWaker, RawWakerVTable, Waker};

/// What has wakers that wake one of several each.
pub(crate) trait Wakes: Send + Sync + Sized + 'static {
    /// Its wakers, which it was made with.
    fn wakers(&self) -> &Wakers<Self>;

    /// Lets one of them go on.
    fn wake(&self, index: usize);
}

/// How many lie in the future itself: a connection has so many.
const FIRST: usize = 3;

/// What each component of a future hands out.
#[repr(C)]
pub(crate) struct Wakers<F> {
    first: [HandedOut<F>; FIRST],
    more: Box<[HandedOut<F>]>,
}

/// Wakes one component of a future, and knows how many wakers of it somebody else has:
/// who holds one waits for more than the graph. Each of them holds the future.
struct HandedOut<F> {
    /// Of an `Arc`, in which this lies.
    future: *const F,
    index: u32,
    wakers: AtomicU32,
}

// SAFETY: the pointer is that of an `Arc<F>`, which may be used on any thread.
unsafe impl<F: Wakes> Send for HandedOut<F> {}
// SAFETY: as above.
unsafe impl<F: Wakes> Sync for HandedOut<F> {}

impl<F: Wakes> Wakers<F> {
    /// Makes those of a future, in which they will lie.
    pub(crate) fn new(future: &Weak<F>, components: usize) -> Wakers<F> {
        let future = future.as_ptr();
        let one = |index| HandedOut {
            future,
            index: index as u32,
            wakers: AtomicU32::new(0),
        };
        Wakers {
            first: std::array::from_fn(one),
            more: (FIRST..components).map(one).collect(),
        }
    }

    #[inline(always)]
    fn at(&self, index: usize) -> &HandedOut<F> {
        match self.first.get(index) {
            Some(first) => first,
            None => &self.more[index - FIRST],
        }
    }

    /// Whether somebody else has a waker of this component.
    #[inline(always)]
    pub(crate) fn has_handed_out(&self, index: usize) -> bool {
        self.at(index).wakers.load(Ordering::Relaxed) > 0
    }
}

/// A component's place among those of its future.
pub(crate) struct Member<F> {
    future: Arc<F>,
    index: usize,
}

impl<F> Clone for Member<F> {
    fn clone(&self) -> Member<F> {
        Member {
            future: self.future.clone(),
            index: self.index,
        }
    }
}

impl<F> Member<F> {
    pub(crate) fn new(future: Arc<F>, index: usize) -> Member<F> {
        Member { future, index }
    }

    #[inline(always)]
    pub(crate) fn future(&self) -> &Arc<F> {
        &self.future
    }

    #[inline(always)]
    pub(crate) fn index(&self) -> usize {
        self.index
    }
}

/// A component's own waker, which does not count: it holds nothing, the place does.
pub(crate) struct Own<F> {
    waker: ManuallyDrop<Waker>,
    member: Member<F>,
}

impl<F: Wakes> Own<F> {
    pub(crate) fn new(member: Member<F>) -> Own<F> {
        let handed_out = member.future.wakers().at(member.index);
        assert!(
            std::ptr::eq(handed_out.future, Arc::as_ptr(&member.future)),
            "the wakers of a future lie in it"
        );
        let data = std::ptr::from_ref::<HandedOut<F>>(handed_out).cast();
        // SAFETY: the functions keep to the contract for whatever `clone` gives. This one
        // holds nothing, and is not dropped; it is lent no longer than this is there,
        // which holds the future, and with it what was borrowed of it.
        let waker = unsafe { Waker::new(data, HandedOut::<F>::FUNCTIONS) };
        Own {
            waker: ManuallyDrop::new(waker),
            member,
        }
    }

    #[inline(always)]
    pub(crate) fn waker(&self) -> &Waker {
        &self.waker
    }

    #[inline(always)]
    pub(crate) fn member(&self) -> &Member<F> {
        &self.member
    }
}

impl<F: Wakes> HandedOut<F> {
    const FUNCTIONS: &'static RawWakerVTable =
        &RawWakerVTable::new(clone::<F>, wake::<F>, wake_by_ref::<F>, let_go::<F>);

    fn wake(&self) {
        // SAFETY: whoever has a waker holds the future.
        let future = unsafe { &*self.future };
        future.wake(self.index as usize);
    }
}

/// # Safety
///
/// `data` is that of a waker that is not over, so this is there, and its future.
unsafe fn of<'a, F>(data: *const ()) -> &'a HandedOut<F> {
    // SAFETY: the caller promises it.
    unsafe { &*data.cast() }
}

unsafe fn clone<F: Wakes>(data: *const ()) -> RawWaker {
    // SAFETY: whoever clones a waker has it.
    let this = unsafe { of::<F>(data) };
    this.wakers.fetch_add(1, Ordering::Relaxed);
    // SAFETY: the pointer is that of an `Arc` that is alive.
    unsafe { Arc::increment_strong_count(this.future) };
    RawWaker::new(data, HandedOut::<F>::FUNCTIONS)
}

unsafe fn wake_by_ref<F: Wakes>(data: *const ()) {
    // SAFETY: whoever wakes by a waker has it.
    unsafe { of::<F>(data) }.wake();
}

/// Lets go of the waker first: who still held one when the component has its turn
/// would seem to wait for something.
unsafe fn wake<F: Wakes>(data: *const ()) {
    // SAFETY: whoever wakes by a waker has it.
    let this = unsafe { of::<F>(data) };
    this.wakers.fetch_sub(1, Ordering::Relaxed);
    this.wake();
    // SAFETY: `clone` has added one, and the waker is over.
    unsafe { Arc::decrement_strong_count(this.future) };
}

unsafe fn let_go<F: Wakes>(data: *const ()) {
    // SAFETY: whoever drops a waker has it.
    let this = unsafe { of::<F>(data) };
    this.wakers.fetch_sub(1, Ordering::Relaxed);
    // SAFETY: `clone` has added one, and the waker is over.
    unsafe { Arc::decrement_strong_count(this.future) };
}
