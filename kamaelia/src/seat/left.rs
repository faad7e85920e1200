//! Who has not ended when the time is over.

use super::Seat;
use crate::overtime::Release;
use crate::report::Overdue;

impl Seat {
    /// Who in here is let go, since it has not ended: the innermost ones, by
    /// their paths. The graphs inside may have let go of some already. There is
    /// nobody if all have ended, which only nobody has noticed yet.
    pub(crate) fn release(&self) -> Vec<Overdue> {
        if self.has_ended() {
            return Vec::new();
        }
        let overdue = self.overdue();
        if !overdue.is_empty() {
            let _ = self.0.rare().released.set(overdue.clone());
        }
        overdue
    }

    fn released(&self) -> Option<&Vec<Overdue>> {
        self.0.any_rare()?.released.get()
    }

    fn overdue(&self) -> Vec<Overdue> {
        let graphs = self.seats_inside();
        let mut overdue: Vec<Overdue> = graphs.iter().flat_map(Seat::left).collect();
        if graphs.iter().all(|graph| graph.seats_inside().is_empty()) {
            overdue.push(Overdue {
                path: String::new(),
                line: self.line(),
                how: Release::Dropped,
            });
        }
        for one in &mut overdue {
            one.within(&self.name());
            if self.is_on_thread() {
                one.how = Release::Abandoned;
            }
        }
        overdue
    }

    /// Who of this graph has not ended, or was let go: the innermost ones.
    pub(crate) fn left(&self) -> Vec<Overdue> {
        let members = self.seats_inside().into_iter();
        let left = members.flat_map(|member| match member.released() {
            Some(released) => released.clone(),
            None if member.has_ended() => Vec::new(),
            None => member.overdue(),
        });
        let mut left: Vec<Overdue> = left.collect();
        left.iter_mut().for_each(|one| one.within(&self.name()));
        left
    }
}
