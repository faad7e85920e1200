//! Which of several components that run as one has panicked: [`Blame`].

use crate::raw::{Guarded, Told};
use std::any::Any;
use std::cell::Cell;
use std::panic::resume_unwind;

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
pub(crate) type Kept<C> = Guarded<C, Member>;

/// The index of a component in the graph, if it has one.
pub(crate) struct Member(Option<usize>);

impl<C> Kept<C> {
    pub(crate) fn new(component: C, member: Option<usize>) -> Kept<C> {
        Guarded::of(component, Member(member))
    }

    #[inline(always)]
    pub(crate) fn member(&self) -> Option<usize> {
        self.who().0
    }
}

impl Told for Member {
    fn panicked(&self, panic: Box<dyn Any + Send>) {
        if !std::thread::panicking() {
            let _blame = Blame::on(self.0);
            resume_unwind(panic);
        }
    }
}
