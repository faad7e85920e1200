//! The grace time of a graph, and of single components in it.

use super::{Children, Driver};
use crate::child::Call;
use crate::ending::{Ending, Step};
use crate::overtime::Release;
use crate::seat::{Seat, Told};
use std::task::{Context, Poll};

impl Driver {
    /// Takes the step whose time has come, if the graph was told to end; `false`
    /// if there is none. Between two steps everyone has a turn.
    pub(super) fn hurry(&mut self, cx: &mut Context<'_>, children: Children<'_>) -> bool {
        let root = &self.wiring.root;
        let told = root.told();
        if told < Told::FinishInTime && self.endings.is_empty() {
            return false;
        }
        // What the graph around it was told is that one's to see to: all of them
        // hurry together.
        let is_ours = self.is_outermost || root.has_own_grace() || !self.faults.is_empty();
        if self.left > 0 && self.ending.is_none() && told >= Told::FinishInTime && is_ours {
            self.ending = Some(Ending::new(told, self.wiring.root.grace()));
        }
        // Ours, not the one for strangers: what the graph waits for itself does
        // not keep a ring alive that it is part of.
        let waker = Seat::waker_for(cx);
        let cx = &mut Context::from_waker(&waker);
        let mut stepped = false;
        if told == Told::Gone && !self.is_gone {
            self.is_gone = true;
            stepped = true;
            for index in 0..self.ended.len() {
                self.let_go(index, children);
            }
        }
        if let Some(ending) = &mut self.ending
            && let Poll::Ready(step) = ending.poll_step(cx)
        {
            stepped = true;
            for index in 0..self.ended.len() {
                self.step(index, step, children);
            }
        }
        let mut endings = std::mem::take(&mut self.endings);
        for (index, ending) in &mut endings {
            if let Poll::Ready(step) = ending.poll_step(cx) {
                stepped = true;
                self.step(*index, step, children);
            }
        }
        endings.retain(|(index, _)| !self.ended[*index]);
        self.endings = endings;
        stepped
    }

    /// Drops a component, or what of it can be dropped.
    fn let_go(&mut self, index: usize, children: Children<'_>) {
        if self.ended[index] {
            return;
        }
        let seat = self.wiring.seats[index].clone();
        if let Poll::Ready(outcome) = seat.take_turn(|| children.call(index, Call::Release)) {
            self.end(index, outcome);
        }
    }

    fn step(&mut self, index: usize, step: Step, children: Children<'_>) {
        if self.ended[index] {
            return;
        }
        match step {
            Step::Hurry => self.wiring.root.tell(Told::Now),
            Step::Release => {
                if self.overdue.iter().any(|(known, _)| *known == index) {
                    return;
                }
                let overdue = self.wiring.seats[index].release();
                if overdue.is_empty() {
                    return;
                }
                let overdue = overdue.into_iter().map(|overdue| (index, overdue));
                self.overdue.extend(overdue);
                self.let_go(index, children);
            }
            Step::GiveUp => {
                let of_it = self.overdue.iter_mut().filter(|(known, _)| *known == index);
                of_it.for_each(|(_, overdue)| overdue.how = Release::Abandoned);
                self.end(index, Ok(()));
            }
        }
    }
}
