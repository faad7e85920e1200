//! The components of a graph, as its driver calls them: [`Children`]; and as they
//! leave it for tasks of their own: [`Leave`].

use crate::child::{Call, Child};
use crate::component::MayMove;
use crate::outcome::Outcome;
use crate::remote::Remote;
use crate::wiring::Wiring;
use std::future::Future;
use std::task::Poll;

/// The components of a graph.
pub trait Children {
    /// Asks the one at an index to go on, or to be gone.
    fn call(&mut self, index: usize, call: Call<'_, '_>) -> Poll<Outcome>;

    /// Their turns are next, and they were at rest.
    fn come_near(&self);
}

/// Components that may leave their graph's future.
pub trait Leave {
    /// Each of them goes to `away`, the first one first; nothing is left.
    fn leave(&mut self, away: &mut Away<'_>);
}

/// Components that have left their graph's future.
pub struct Away<'a> {
    wiring: &'a Wiring,
    gone: Vec<Remote>,
}

impl Away<'_> {
    /// Gives every component that runs in the graph's future a task of its own.
    pub(crate) fn all(wiring: &Wiring, mut children: impl Leave) -> Box<[Remote]> {
        let mut away = Away {
            wiring,
            gone: Vec::with_capacity(wiring.members.len()),
        };
        children.leave(&mut away);
        away.gone.into_boxed_slice()
    }
}

/// Components of any types, in pairs of pairs: a type that held them in a row would
/// be nested as deep as there are components.
pub trait Pairs {
    /// How many there are.
    const COUNT: usize;

    /// See [`Children::call`].
    fn call(&mut self, index: usize, call: Call<'_, '_>) -> Poll<Outcome>;

    /// See [`Children::come_near`].
    fn come_near(&self) {}
}

impl Pairs for () {
    const COUNT: usize = 0;

    fn call(&mut self, _: usize, _: Call<'_, '_>) -> Poll<Outcome> {
        Poll::Ready(Ok(()))
    }
}

impl Leave for () {
    fn leave(&mut self, _: &mut Away<'_>) {}
}

impl<A: Pairs, B: Pairs> Pairs for (A, B) {
    const COUNT: usize = A::COUNT + B::COUNT;

    #[inline]
    fn call(&mut self, index: usize, call: Call<'_, '_>) -> Poll<Outcome> {
        match index.checked_sub(A::COUNT) {
            None => self.0.call(index, call),
            Some(index) => self.1.call(index, call),
        }
    }

    fn come_near(&self) {
        self.0.come_near();
        self.1.come_near();
    }
}

impl<A: Leave, B: Leave> Leave for (A, B) {
    fn leave(&mut self, away: &mut Away<'_>) {
        self.0.leave(away);
        self.1.leave(away);
    }
}

impl<P, F: Future<Output = Outcome>> Pairs for Child<P, F> {
    const COUNT: usize = 1;

    #[inline]
    fn call(&mut self, _: usize, call: Call<'_, '_>) -> Poll<Outcome> {
        Child::call(self, call)
    }

    fn come_near(&self) {
        Child::come_near(self);
    }
}

impl<P: MayMove + 'static, F: Future<Output = Outcome> + 'static> Leave for Child<P, F> {
    fn leave(&mut self, away: &mut Away<'_>) {
        let seat = away.wiring.seats[away.gone.len()].clone();
        away.gone.push(match self.take() {
            Some(child) => Remote::spread(seat, child),
            // It runs as a part of another.
            None => Remote::nothing(seat),
        });
    }
}

impl Pairs for Remote {
    const COUNT: usize = 1;

    fn call(&mut self, _: usize, call: Call<'_, '_>) -> Poll<Outcome> {
        Remote::call(self, call)
    }
}

impl Leave for Remote {
    fn leave(&mut self, away: &mut Away<'_>) {
        away.gone.push(self.take());
    }
}

/// Gives the components of a graph.
///
/// What their types are is only known of what this gives: wherever they are named,
/// the compiler checks them again, and tells a mistake in one of them again.
pub trait Gather {
    /// The components.
    type Children: Pairs;

    /// See [`Gather`].
    fn gather(self) -> Self::Children;
}

impl<C: Pairs, G: FnOnce() -> C> Gather for G {
    type Children = C;

    fn gather(self) -> C {
        self()
    }
}

/// What a macro has gathered.
pub struct Family<G: Gather>(G::Children);

impl<G: Gather> Family<G> {
    pub(crate) fn new(gather: G) -> Family<G> {
        Family(gather.gather())
    }
}

impl<G: Gather> Children for Family<G> {
    fn call(&mut self, index: usize, call: Call<'_, '_>) -> Poll<Outcome> {
        self.0.call(index, call)
    }

    fn come_near(&self) {
        self.0.come_near();
    }
}

impl<G: Gather> Leave for Family<G>
where
    G::Children: Leave,
{
    fn leave(&mut self, away: &mut Away<'_>) {
        self.0.leave(away);
    }
}

impl<C: Pairs> Children for Box<[C]> {
    fn call(&mut self, index: usize, call: Call<'_, '_>) -> Poll<Outcome> {
        match self.get_mut(index) {
            Some(child) => child.call(0, call),
            None => Poll::Ready(Ok(())),
        }
    }

    fn come_near(&self) {
        self.iter().for_each(Pairs::come_near);
    }
}

impl<C: Leave> Leave for Box<[C]> {
    fn leave(&mut self, away: &mut Away<'_>) {
        self.iter_mut().for_each(|child| child.leave(away));
    }
}

/// Components whose types nobody knows.
pub(crate) type BoxedChildren = Box<dyn AnyChildren + Send>;

/// See [`BoxedChildren`].
pub trait AnyChildren: Children + Leave {}

impl<P: Children + Leave> AnyChildren for P {}

impl Children for BoxedChildren {
    fn call(&mut self, index: usize, call: Call<'_, '_>) -> Poll<Outcome> {
        (**self).call(index, call)
    }

    fn come_near(&self) {
        (**self).come_near();
    }
}

impl Leave for BoxedChildren {
    fn leave(&mut self, away: &mut Away<'_>) {
        (**self).leave(away);
    }
}
