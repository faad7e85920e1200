//! Whose turn it is: [`Turns`].

use crate::place::{Future, Home, Outer, Place, Working};
use crate::seat::Seat;
use crate::{home, order};
use std::sync::Arc;
use std::task::{Context, Poll};

/// Which of a future's components may go on, and the wakers that say so.
pub(crate) struct Turns {
    future: Arc<Future>,
    components: usize,
    /// Whom a schedule picked last.
    picked: usize,
}

impl Turns {
    /// For so many components, all of which are ready.
    pub(crate) fn new(components: usize) -> Turns {
        Turns {
            future: Future::new(components),
            components,
            picked: usize::MAX,
        }
    }

    /// The future whose turns these are.
    pub(crate) fn future(&self) -> &Arc<Future> {
        &self.future
    }

    /// Gives a component its place and its waker, before its first turn.
    pub(crate) fn seat(&self, index: usize, seat: &Seat) {
        if seat.home().is_none() {
            seat.set_home(Home::new(self.place(index)));
        }
    }

    fn place(&self, index: usize) -> Place {
        Place::new(self.future.clone(), index)
    }

    /// Begins to give turns, under the `cx` of the future.
    pub(crate) fn begin(&self, cx: &Context<'_>) -> Working {
        let outer = match Seat::place_of(cx) {
            Some(place) => Outer::Parent(place),
            None => Outer::Waker(cx.waker()),
        };
        let working = self.future.begin(outer);
        if working.moved {
            (0..self.components).for_each(|index| self.future.ready.add(index));
        }
        working
    }

    /// Who has ended has left something for others to see, unless they were awake.
    #[cold]
    pub(crate) fn look_around(&self, seat: &Seat) {
        if let Some(home) = seat.home() {
            home.look_around(&self.future);
        }
    }

    /// Whether anybody may go on, or something else has happened.
    pub(crate) fn any_ready(&self) -> bool {
        self.future.take_strangers() || !self.future.ready.is_empty()
    }

    /// The next who may go on, from this one upwards; it is no longer ready.
    #[inline(always)]
    pub(crate) fn take_from(&self, index: usize) -> Option<usize> {
        self.future.take_strangers();
        self.future.ready.take_from(index)
    }

    /// The component that a schedule gives the next turn to, of those that have
    /// not ended; it is no longer ready.
    pub(crate) fn pick(&mut self, ended: &[bool]) -> Option<usize> {
        self.future.take_strangers();
        let ready = &self.future.ready;
        let (ended, alive): (Vec<_>, Vec<_>) = (0..ended.len()).partition(|&index| ended[index]);
        ended.into_iter().for_each(|index| ready.remove(index));
        let alive = alive.into_iter();
        let alive = alive.map(|index| (index, ready.contains(index)));
        self.picked = order::pick(self.picked, alive)?;
        ready.remove(self.picked);
        Some(self.picked)
    }

    /// Gives a turn to a component of the graph's own future, and notes what it waits
    /// for after it.
    #[inline]
    pub(crate) fn give<R>(
        &self,
        index: usize,
        seat: &Seat,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<R>,
    ) -> Poll<R> {
        let Some(home) = seat.home() else {
            return Poll::Pending;
        };
        let turn = || poll(&mut Context::from_waker(home.waker()));
        let poll = seat.take_turn_at_home(home, turn);
        home.look_around(&self.future);
        if poll.is_pending() {
            // Who has one waits for something else than a box.
            seat.end_turn(self.future.has_handed_out(index));
        }
        poll
    }

    /// The same on a task or a thread of the component.
    pub(crate) fn give_elsewhere<R>(
        &self,
        index: usize,
        seat: &Seat,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<R>,
    ) -> Poll<R> {
        if seat.blocks() {
            return self.give_quietly(index, poll);
        }
        let Some(home) = seat.home() else {
            return Poll::Pending;
        };
        let turn = home::Turn::begin(home.number());
        let poll = seat.take_turn(|| poll(&mut Context::from_waker(home.waker())));
        drop(turn);
        home.look_around(&self.future);
        if poll.is_pending() {
            seat.end_turn(self.future.has_handed_out(index));
        }
        poll
    }

    /// Gives a turn to what stands for a component that runs elsewhere.
    pub(crate) fn give_quietly<R>(
        &self,
        index: usize,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<R>,
    ) -> Poll<R> {
        let home = Home::new(self.place(index));
        poll(&mut Context::from_waker(home.waker()))
    }
}
