//! Which of several components that run as one has panicked: [`Blame`].

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

thread_local! {
    static BLAMED: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The component, by its index in the graph, that has panicked on this thread
/// since this was last asked.
pub(crate) fn take_blamed() -> Option<usize> {
    BLAMED.take()
}

/// The component at this index has panicked, on another thread.
pub(crate) fn blame(member: usize) {
    BLAMED.set(Some(member));
}

/// While it lives, a panic is the fault of a component; of several it is that
/// of the innermost. Only a panic drops it: it costs nothing otherwise.
pub(crate) struct Blame(Option<usize>);

impl Blame {
    #[inline(always)]
    pub(crate) fn on(member: Option<usize>) -> Blame {
        Blame(member)
    }

    #[inline(always)]
    pub(crate) fn lift(self) {
        std::mem::forget(self);
    }
}

impl Drop for Blame {
    #[cold]
    #[inline(never)]
    fn drop(&mut self) {
        BLAMED.set(BLAMED.get().or(self.0));
    }
}

/// Does a part of a component's work.
#[inline(always)]
pub(crate) fn blamed<R>(member: Option<usize>, work: impl FnOnce() -> R) -> R {
    let blame = Blame::on(member);
    let result = work();
    blame.lift();
    result
}

/// A component among several. If it panics while it is dropped, that is its
/// fault, and does not keep the others from going.
pub(crate) struct Kept<C> {
    component: ManuallyDrop<C>,
    member: Option<usize>,
}

impl<C> Kept<C> {
    pub(crate) fn new(component: C, member: Option<usize>) -> Kept<C> {
        Kept {
            component: ManuallyDrop::new(component),
            member,
        }
    }

    #[inline(always)]
    pub(crate) fn member(&self) -> Option<usize> {
        self.member
    }
}

impl<C> Deref for Kept<C> {
    type Target = C;

    #[inline(always)]
    fn deref(&self) -> &C {
        &self.component
    }
}

impl<C> DerefMut for Kept<C> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut C {
        &mut self.component
    }
}

impl<C> Drop for Kept<C> {
    fn drop(&mut self) {
        #[expect(unsafe_code, reason = "to catch a panic, it has to be dropped by hand")]
        // SAFETY: this is the only place that drops it, and nothing uses it after.
        let gone = catch_unwind(AssertUnwindSafe(|| unsafe {
            ManuallyDrop::drop(&mut self.component);
        }));
        if let Err(panic) = gone
            && !std::thread::panicking()
        {
            let _blame = Blame::on(self.member);
            resume_unwind(panic);
        }
    }
}
