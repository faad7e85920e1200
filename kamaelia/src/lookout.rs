//! How a graph is found that waits only for itself: [`Lookout`].
//!
//! It is looked for when a graph has nothing else to do, and only in graphs in
//! which there are two ways between two components: where there is one, whoever
//! waits for room is read from and whoever waits for a message is sent to, and so
//! on to somebody at the end of the line who waits for the outside.
//!
//! Nobody can go on when everyone has said that they wait for boxes alone, every
//! one of those boxes is at linkages of the graph itself, and none of these has
//! what is waited for. Whoever says so is believed only if nobody had a turn
//! meanwhile: components on tasks and threads go on while this looks.

use crate::link::{AnyLink, End};
use crate::order;
use crate::plan::Layout;
use crate::program;
use crate::report::Queues;
use crate::scene::{Person, Scene, address, is_alive};
use crate::seat::{Seat, Told, Waits};
use crate::state::Wait;
use crate::stuck::{Stuck, WaitsFor};
use crate::topology::BoxName;
use crate::trace;
use std::sync::Arc;

/// Looks out for a graph that waits only for itself.
#[derive(Default)]
pub(crate) struct Lookout {
    has_reported: bool,
    /// Somebody who mostly still does what it did then: a look at it spares the
    /// look at everybody.
    witness: Option<Witness>,
}

/// Somebody who worked, or waited for something else, or outside the graph. What it
/// did is read once: elsewhere it may end its turn meanwhile, and never have another.
struct Witness {
    seat: Seat,
    did: Waits,
    /// Whoever is out there may help it along this linkage.
    outside: Option<Arc<dyn AnyLink>>,
}

impl Witness {
    /// Whether it still does what it did.
    fn still_stands(&self) -> bool {
        let waits = self.seat.waits();
        let may_be_helped = !self.outside.as_deref().is_some_and(is_over);
        is_alive(&self.seat) && (!waits.only_in_graphs() || waits == self.did && may_be_helped)
    }
}

impl Lookout {
    /// Whether somebody in the graph is known to wait for something that is no message,
    /// a socket say. Who stops doing so has a turn, and with that the graph has one.
    pub(crate) fn has_witness_inside(&self) -> bool {
        let witness = self.witness.as_ref();
        witness.is_some_and(|it| !it.did.only_in_graphs() && it.still_stands())
    }

    /// Looks at a graph that has nothing to do.
    pub(crate) fn look(&mut self, root: &Seat) {
        if !root.is_knotted() || self.has_reported || root.told() != Told::Nothing {
            return;
        }
        if self.witness.as_ref().is_some_and(Witness::still_stands) {
            return;
        }
        self.witness = witness(root);
        if self.witness.is_none() {
            self.look_at_all(root);
        }
    }

    fn look_at_all(&mut self, root: &Seat) {
        let turns = root.turns();
        let scene = Scene::of(root);
        match ring(&scene) {
            Err(CanGoOn(outsider)) => self.witness = outsider,
            Ok(ring) if root.turns() == turns => {
                self.has_reported = true;
                if !scene.has_reported(&ring) {
                    let path = root.path();
                    let ring = ring.iter().map(|edge| scene.describe(edge)).collect();
                    report(root, &Stuck { path, ring });
                }
            }
            Ok(_) => {}
        }
    }
}

fn report(root: &Seat, stuck: &Stuck) {
    // A schedule of a test says itself that nobody goes on.
    if !order::is_set() {
        trace::stuck(stuck);
        program::say(stuck);
    }
    root.add_stuck(stuck);
}

/// Whether a graph has two ways between two of its components, whichever way the
/// messages go.
pub(crate) fn is_knotted(queues: &Queues) -> bool {
    let plan = queues.plan();
    if matches!(plan, Layout::Row(_)) {
        return false;
    }
    let mut groups: Vec<usize> = (0..plan.members()).collect();
    // Who copies what a composite receives has no number in the plan.
    let mut copiers: Vec<(BoxName, usize)> = Vec::new();
    for index in 0..plan.links().len() {
        let (from, Some(to)) = plan.ends(index) else {
            continue;
        };
        let has_queue = queues.has(index);
        let from = match from {
            Some(from) => from,
            // It is only handed on.
            None if !has_queue => continue,
            None => {
                let name = plan.link(index).from.0;
                match copiers.iter().find(|(known, _)| *known == name) {
                    Some((_, number)) => *number,
                    None => {
                        let number = groups.len();
                        copiers.push((name, number));
                        groups.push(number);
                        number
                    }
                }
            }
        };
        let (from, to) = (group(&mut groups, from), group(&mut groups, to));
        // Two transforms that run as one have no queue in between.
        if from == to && has_queue {
            return true;
        }
        groups[from] = to;
    }
    false
}

/// The group that somebody is in, by the number of one of them.
fn group(groups: &mut [usize], mut member: usize) -> usize {
    while groups[member] != member {
        groups[member] = groups[groups[member]];
        member = groups[member];
    }
    member
}

/// Whether nothing comes along a linkage any more.
fn is_over(link: &dyn AnyLink) -> bool {
    link.is_closed() && link.is_empty()
}

/// Somebody in a graph who works, or waits for something else.
fn witness(root: &Seat) -> Option<Witness> {
    root.find_inside(|member| {
        if !is_alive(member) {
            return None;
        }
        let waits = member.waits();
        if !waits.only_in_graphs() {
            return Some(Witness {
                seat: member.clone(),
                did: waits,
                outside: None,
            });
        }
        member.find_inside(witness)
    })
}

/// Somebody waits for somebody.
pub(crate) struct Edge {
    from: usize,
    to: usize,
    /// For which linkage, and at which end of it; `None` for those inside.
    wire: Option<(usize, End)>,
}

/// Somebody can go on, or may: perhaps this one, who waits for the outside.
struct CanGoOn(Option<Witness>);

/// If nobody can go on: who waits for whom, in a ring.
fn ring(scene: &Scene) -> Result<Vec<Edge>, CanGoOn> {
    scene.ask_outside()?;
    let mut first = Vec::with_capacity(scene.people.len());
    for person in 0..scene.people.len() {
        first.push(match scene.is_alive(person) {
            true => Some(scene.held_up(person)?),
            false => None,
        });
    }
    let mut order = vec![usize::MAX; first.len()];
    let mut next = first.iter().position(Option::is_some);
    let mut walked = Vec::new();
    while let Some(person) = next {
        if order[person] != usize::MAX {
            return Ok(walked.split_off(order[person]));
        }
        order[person] = walked.len();
        let edge = first[person].take();
        next = edge.as_ref().map(|edge| edge.to);
        walked.extend(edge);
    }
    Err(CanGoOn(None))
}

impl Scene {
    /// Whether nobody outside may send what one in here waits for.
    fn ask_outside(&self) -> Result<(), CanGoOn> {
        let known = self.known();
        let queues = self.graphs.iter().filter_map(|graph| graph.root.queues());
        for link in queues.flat_map(Queues::outside) {
            if !is_over(&**link) && !known.contains(&address(&**link)) {
                self.nobody_waits_for(link)?;
            }
        }
        Ok(())
    }

    /// Whether nobody waits for a message of a linkage; nor does the framework, which
    /// is no component.
    fn nobody_waits_for(&self, link: &Arc<dyn AnyLink>) -> Result<(), CanGoOn> {
        let mut holders = link.header().holders(End::Reading).peekable();
        if holders.peek().is_none() {
            return Err(CanGoOn(None));
        }
        for holder in holders {
            let person = self.person(holder.seat);
            let person = person.filter(|&person| self.is_alive(person));
            let Some(person) = person else { continue };
            let seat = &self.people[person].seat;
            let did = seat.waits();
            if did.boxes().any(|number| number == holder.number) {
                return Err(CanGoOn(Some(Witness {
                    seat: seat.clone(),
                    did,
                    outside: Some(link.clone()),
                })));
            }
        }
        Ok(())
    }

    /// Whom a component waits for, if it cannot go on before somebody in here does.
    fn held_up(&self, person: usize) -> Result<Edge, CanGoOn> {
        let seat = &self.people[person].seat;
        let waits = seat.waits();
        if seat.told() != Told::Nothing || !waits.only_in_graphs() {
            return Err(CanGoOn(None));
        }
        let mut first = None;
        for number in waits.boxes() {
            let edge = self.held_up_at(person, waits, number)?;
            first.get_or_insert(edge);
        }
        if waits.for_those_inside() {
            let inside = self.inside(person).ok_or(CanGoOn(None))?;
            return Ok(first.unwrap_or(inside));
        }
        first.ok_or(CanGoOn(None))
    }

    /// The first of those inside a component.
    fn inside(&self, person: usize) -> Option<Edge> {
        let is_inside =
            |other: &usize| self.graphs[self.people[*other].graph].around == Some(person);
        let mut others = person + 1..self.people.len();
        let to = others.find(|other| is_inside(other) && self.is_alive(*other))?;
        Some(Edge {
            from: person,
            to,
            wire: None,
        })
    }

    /// [`held_up`](Self::held_up) at one of its boxes.
    fn held_up_at(&self, person: usize, waits: Waits, number: u8) -> Result<Edge, CanGoOn> {
        let [reads, writes] =
            [End::Reading, End::Writing].map(|end| self.wires_at(person, number, end));
        if reads.is_empty() && writes.is_empty() {
            return Err(CanGoOn(Some(Witness {
                seat: self.people[person].seat.clone(),
                did: waits,
                outside: None,
            })));
        }
        let link = |wire: usize| &self.wires[wire].link;
        // A message from anywhere would do; there has to be room on every way.
        let empty = |&wire: &usize| link(wire).holds_back(End::Reading);
        let full = |&wire: &usize| link(wire).holds_back(End::Writing);
        if !reads
            .iter()
            .all(|wire| empty(wire) || is_over(&**link(*wire)))
        {
            return Err(CanGoOn(None));
        }
        let empty = reads.iter().copied().filter(empty);
        let full = writes.iter().copied().filter(full);
        let empty = empty.map(|wire| (wire, End::Reading));
        let mut held = empty.chain(full.map(|wire| (wire, End::Writing)));
        let edge = held.find_map(|(wire, end)| {
            let to = self.who_has(wire, end.other())?;
            Some(Edge {
                from: person,
                to,
                wire: Some((wire, end)),
            })
        });
        edge.ok_or(CanGoOn(None))
    }

    /// Who has an end of a linkage: the innermost of those who have had it.
    fn who_has(&self, wire: usize, end: End) -> Option<usize> {
        let wire = &self.wires[wire];
        let holders = wire.link.header().holders(end);
        let people = holders.filter_map(|holder| self.person(holder.seat));
        let alive = people.filter(|&person| self.is_alive(person));
        let innermost = alive.reduce(|best, next| {
            if self.is_within(next, best) {
                next
            } else {
                best
            }
        });
        innermost.or_else(|| self.declared_at(wire.graph, wire.index, end))
    }

    /// The component that a linkage was written for: the framework holds an end in
    /// its name.
    fn declared_at(&self, graph: usize, index: usize, end: End) -> Option<usize> {
        let plan = self.graphs[graph].root.queues()?.plan().link(index);
        let member = match end {
            End::Writing => plan.from.1,
            End::Reading => plan.to.1,
        };
        self.people.iter().position(|Person { seat, graph: of }| {
            *of == graph && seat.index() == member && is_alive(seat)
        })
    }

    /// Whether a graph inside has reported this ring already.
    fn has_reported(&self, ring: &[Edge]) -> bool {
        let stuck = self.graphs.iter().filter(|graph| graph.root.is_stuck());
        let mut stuck = stuck.filter_map(|graph| graph.around);
        stuck.any(|around| ring.iter().all(|edge| self.is_within(edge.from, around)))
    }

    fn describe(&self, edge: &Edge) -> WaitsFor {
        let seat = &self.people[edge.from].seat;
        let wait = match edge.wire {
            None => Wait::Inside,
            Some((wire, End::Reading)) => {
                Wait::Message(self.name_of(edge.from, wire, End::Reading))
            }
            Some((wire, End::Writing)) => Wait::Room(self.name_of(edge.from, wire, End::Writing)),
        };
        let linkage = edge.wire.and_then(|(wire, _)| {
            let wire = &self.wires[wire];
            let plan = self.graphs[wire.graph].root.queues()?.plan();
            Some(plan.linkage(wire.index, Some(wire.link.policy())))
        });
        WaitsFor {
            component: seat.path(),
            line: seat.line(),
            wait,
            linkage,
            whom: self.people[edge.to].seat.path(),
        }
    }
}
