//! How rings end: [`Rings`].
//!
//! A ring of components would wait for itself for ever: each ends when its
//! senders have, and they are in the ring. So a strongly connected part of a
//! graph is finished when nobody outside sends to it any more, everyone in it
//! waits for an inbox, and nothing is queued. Its inboxes then give `None`.

use crate::link::AnyLink;
use crate::seat::Seat;
use crate::wiring::Wiring;
use std::sync::Arc;

/// The strongly connected parts of a graph that are not yet finished.
pub(crate) struct Rings(Vec<Part>);

struct Part {
    members: &'static [usize],
    inside: Vec<Arc<dyn AnyLink>>,
    from_outside: Vec<Arc<dyn AnyLink>>,
}

impl Rings {
    pub(crate) fn new(wiring: &Wiring) -> Rings {
        Rings(
            wiring
                .plan
                .parts()
                .iter()
                .map(|members| Part::new(wiring, members))
                .collect(),
        )
    }

    /// Ends the parts that are finished; `true` if there was one.
    pub(crate) fn end_finished(&mut self, wiring: &Wiring, ended: &[bool]) -> bool {
        let before = self.0.len();
        self.0.retain(|part| {
            let finished = part.is_finished(wiring, ended);
            if finished {
                part.inside.iter().for_each(|link| link.end());
            }
            !finished
        });
        self.0.len() < before
    }
}

impl Part {
    fn new(wiring: &Wiring, members: &'static [usize]) -> Part {
        let mut part = Part {
            members,
            inside: Vec::new(),
            from_outside: Vec::new(),
        };
        let is_member = |owner: Option<usize>| owner.is_some_and(|owner| members.contains(&owner));
        for (index, (plan, link)) in wiring.plan.links().zip(&wiring.links).enumerate() {
            let Some(link) = link else { continue };
            // A control that the framework reads is no inbox to wait for.
            if !is_member(plan.to.1) || wiring.framework.contains(&index) {
                continue;
            }
            if is_member(plan.from.1) {
                part.inside.push(link.clone());
            } else {
                part.from_outside.push(link.clone());
            }
        }
        let passed_in = wiring
            .outside
            .iter()
            .filter(|(member, _)| members.contains(member));
        part.from_outside
            .extend(passed_in.map(|(_, link)| link.clone()));
        part
    }

    fn is_finished(&self, wiring: &Wiring, ended: &[bool]) -> bool {
        let alive = || self.members.iter().filter(|&&member| !ended[member]);
        let seats = || alive().map(|&member| &wiring.seats[member]);
        let turns = || seats().map(|seat| seat.turns()).sum::<u64>();
        let before = turns();
        let idle = seats().all(Seat::is_idle)
            && self.inside.iter().all(|link| link.is_empty())
            && self
                .from_outside
                .iter()
                .all(|link| link.is_closed() && link.is_empty());
        // Members on tasks and threads go on while this looks: it counts only
        // if nobody had a turn meanwhile.
        idle && seats().all(Seat::is_idle) && turns() == before
    }
}
