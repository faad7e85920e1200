//! A graph that waits only for itself: [`Stuck`], and how that is found.
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

use crate::link::End;
use crate::order;
use crate::outcome::SourceLine;
use crate::plan::Layout;
use crate::program;
use crate::report::Queues;
use crate::scene::{Person, Scene, address, is_alive};
use crate::seat::{Seat, Told};
use crate::state::Wait;
use crate::topology::{BoxName, LinkageInfo};
use crate::trace;
use std::fmt::{self, Display, Formatter};

/// A graph that waits only for itself: nobody in it can go on unless it is told
/// to end.
///
/// It is reported once, when it comes to be: in
/// [`Report::stuck`](crate::Report::stuck), by
/// [`Observer::stuck`](crate::Observer::stuck), as a `tracing` event and, in a
/// program of [`#[kamaelia::main]`](crate::main), on standard error. It is no
/// fault: the graph waits on.
#[derive(Clone, Debug, PartialEq)]
pub struct Stuck {
    /// The component that runs the graph; empty for the outermost one.
    pub path: String,
    /// Who waits for whom, each for the next one and the last for the first.
    pub ring: Vec<WaitsFor>,
}

/// One component of a ring in which each waits for the next.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitsFor {
    /// The path of the component that waits.
    pub component: String,
    /// Where it was declared.
    pub line: Option<SourceLine>,
    /// What it waits for.
    pub wait: Wait,
    /// The linkage of that message or room; `None` for who waits for the
    /// components inside it.
    pub linkage: Option<LinkageInfo>,
    /// The path of the component that it waits for.
    pub whom: String,
}

impl Display for WaitsFor {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let WaitsFor {
            component,
            wait,
            whom,
            ..
        } = self;
        write!(f, "`{component}`")?;
        if let Some(line) = self.line {
            write!(f, " ({line})")?;
        }
        match &self.linkage {
            Some(linkage) => write!(f, " waits {wait} that `{whom}` holds up ({linkage})"),
            None => write!(f, " waits {wait}: for `{whom}`"),
        }
    }
}

impl Display for Stuck {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str("the graph waits only for itself:")?,
            path => write!(f, "the graph in `{path}` waits only for itself:")?,
        }
        for (number, waits) in self.ring.iter().enumerate() {
            let before = if number == 0 { " " } else { "; " };
            write!(f, "{before}{waits}")?;
        }
        Ok(())
    }
}

/// Looks out for a graph that waits only for itself.
#[derive(Default)]
pub(crate) struct Lookout {
    has_asked: bool,
    has_reported: bool,
    /// Somebody who waited for something else, and mostly still does.
    witness: Option<Seat>,
}

impl Lookout {
    /// Looks at a graph that has nothing to do.
    pub(crate) fn look(&mut self, root: &Seat) {
        let Some(queues) = root.queues().filter(|_| root.told() == Told::Nothing) else {
            return;
        };
        if !std::mem::replace(&mut self.has_asked, true) && is_knotted(queues) {
            root.set_knotted();
        }
        if !root.is_knotted() || self.has_reported {
            return;
        }
        let still_there = self.witness.as_ref().is_some_and(waits_for_other);
        if still_there {
            return;
        }
        self.witness = witness(root);
        if self.witness.is_some() {
            return;
        }
        let turns = root.turns();
        let scene = Scene::of(root);
        if let Some(ring) = ring(&scene)
            && root.turns() == turns
        {
            self.has_reported = true;
            if scene.has_reported(&ring) {
                return;
            }
            let path = root.path();
            let ring = ring.iter().map(|edge| scene.describe(edge)).collect();
            report(root, &Stuck { path, ring });
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
fn is_knotted(queues: &Queues) -> bool {
    let plan = queues.plan();
    if matches!(plan, Layout::Row(_)) {
        return false;
    }
    let mut groups: Vec<usize> = (0..plan.members()).collect();
    // Who copies what a composite receives has no number in the plan.
    let mut copiers: Vec<(BoxName, usize)> = Vec::new();
    for (index, link) in plan.links().enumerate() {
        let Some(to) = link.to.1 else { continue };
        let has_queue = queues.has(index);
        let from = match link.from.1 {
            Some(from) => from,
            // It is only handed on.
            None if !has_queue => continue,
            None => {
                let known = copiers.iter().find(|(name, _)| *name == link.from.0);
                known.map_or(groups.len(), |(_, number)| *number)
            }
        };
        if from == groups.len() {
            copiers.push((link.from.0, from));
            groups.push(from);
        }
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

/// Whether a component works, or waits for something that is no box of a graph.
fn waits_for_other(seat: &Seat) -> bool {
    is_alive(seat) && !seat.waits().only_in_graphs()
}

/// Somebody in a graph who works, or waits for something else.
fn witness(root: &Seat) -> Option<Seat> {
    root.seats_inside().into_iter().find_map(|member| {
        if !is_alive(&member) {
            return None;
        }
        if waits_for_other(&member) {
            return Some(member);
        }
        member.seats_inside().iter().find_map(witness)
    })
}

/// Somebody waits for somebody.
pub(crate) struct Edge {
    from: usize,
    to: usize,
    /// For which linkage, and at which end of it; `None` for those inside.
    wire: Option<(usize, End)>,
}

/// If nobody can go on: who waits for whom, in a ring.
fn ring(scene: &Scene) -> Option<Vec<Edge>> {
    if scene.outside_may_act() {
        return None;
    }
    let mut first = Vec::with_capacity(scene.people.len());
    for person in 0..scene.people.len() {
        first.push(match scene.is_alive(person) {
            true => Some(scene.held_up(person)?),
            false => None,
        });
    }
    let mut order = vec![usize::MAX; first.len()];
    let mut next = first.iter().position(Option::is_some)?;
    let mut walked = Vec::new();
    while order[next] == usize::MAX {
        order[next] = walked.len();
        let edge = first[next].take()?;
        next = edge.to;
        walked.push(edge);
    }
    Some(walked.split_off(order[next]))
}

impl Scene {
    /// Whether somebody outside may send what one in here waits for.
    fn outside_may_act(&self) -> bool {
        let known = self.known();
        let queues = self.graphs.iter().filter_map(|graph| graph.root.queues());
        let mut outside = queues.flat_map(Queues::outside);
        outside.any(|link| {
            let is_over = link.is_closed() && link.is_empty();
            !known.contains(&address(&**link)) && !is_over && self.is_waited_for(&**link)
        })
    }

    /// Whether somebody waits for a message of a linkage, or the framework reads it.
    fn is_waited_for(&self, link: &dyn crate::link::AnyLink) -> bool {
        let mut holders = link.header().holders(End::Reading).peekable();
        let framework = holders.peek().is_none();
        framework
            || holders.any(|holder| {
                let person = self.person(holder.seat);
                person.is_some_and(|person| {
                    let seat = &self.people[person].seat;
                    is_alive(seat) && seat.waits().boxes().any(|number| number == holder.number)
                })
            })
    }

    /// Whom a component waits for, if it cannot go on before somebody in here does.
    fn held_up(&self, person: usize) -> Option<Edge> {
        let seat = &self.people[person].seat;
        let waits = seat.waits();
        if seat.told() != Told::Nothing || !waits.only_in_graphs() {
            return None;
        }
        let mut first = None;
        for number in waits.boxes() {
            let edge = self.held_up_at(person, number)?;
            first.get_or_insert(edge);
        }
        let inside = || {
            let of_it =
                |other: &usize| self.graphs[self.people[*other].graph].around == Some(person);
            let alive = |other: &usize| self.is_alive(*other);
            let to = (person + 1..self.people.len()).find(|other| of_it(other) && alive(other))?;
            Some(Edge {
                from: person,
                to,
                wire: None,
            })
        };
        match waits.for_those_inside() {
            true => inside().map(|edge| first.unwrap_or(edge)),
            false => first,
        }
    }

    /// The same at one of its boxes.
    fn held_up_at(&self, person: usize, number: u8) -> Option<Edge> {
        let wires = |end| self.wires_at(person, number, end).iter().copied();
        let holds_back = |wire: &usize, end| self.wires[*wire].link.holds_back(end);
        // A message from anywhere would do.
        let has_ended = |wire: &usize| {
            let link = &self.wires[*wire].link;
            link.is_closed() && link.is_empty()
        };
        if !wires(End::Reading).all(|wire| holds_back(&wire, End::Reading) || has_ended(&wire)) {
            return None;
        }
        let empty = wires(End::Reading).filter(|wire| holds_back(wire, End::Reading));
        // There has to be room on every way.
        let full = wires(End::Writing).filter(|wire| holds_back(wire, End::Writing));
        let empty = empty.map(|wire| (wire, End::Reading));
        let mut held = empty.chain(full.map(|wire| (wire, End::Writing)));
        held.find_map(|(wire, end)| {
            let to = self.who_has(wire, end.other())?;
            Some(Edge {
                from: person,
                to,
                wire: Some((wire, end)),
            })
        })
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
