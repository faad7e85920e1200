//! A running graph with all graphs inside it, as whoever looks at it finds it:
//! [`Scene`].

use crate::link::{AnyLink, End, Holder};
use crate::report::Queues;
use crate::seat::{Seat, Waits};
use crate::state::{Activity, ComponentState, GraphState, Wait};
use crate::topology::BoxName;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// All components of a graph and of the graphs inside it, and what links them.
pub(crate) struct Scene {
    pub(crate) graphs: Vec<GraphThere>,
    /// What is inside of it comes right after a component.
    pub(crate) people: Vec<Person>,
    pub(crate) wires: Vec<Wire>,
    by_seat: HashMap<u64, usize>,
    by_box: HashMap<(Holder, End), Vec<usize>>,
}

pub(crate) struct GraphThere {
    pub(crate) root: Seat,
    /// Which of the people runs it; `None` for the outermost.
    pub(crate) around: Option<usize>,
}

pub(crate) struct Person {
    pub(crate) seat: Seat,
    pub(crate) graph: usize,
}

/// A linkage that has a queue.
pub(crate) struct Wire {
    pub(crate) graph: usize,
    /// Its number in the graph.
    pub(crate) index: usize,
    pub(crate) link: Arc<dyn AnyLink>,
}

impl Scene {
    pub(crate) fn of(root: &Seat) -> Scene {
        let mut scene = Scene {
            graphs: Vec::new(),
            people: Vec::new(),
            wires: Vec::new(),
            by_seat: HashMap::new(),
            by_box: HashMap::new(),
        };
        scene.take_in(root.clone(), None);
        for (index, wire) in scene.wires.iter().enumerate() {
            for end in [End::Writing, End::Reading] {
                for holder in wire.link.header().holders(end) {
                    scene.by_box.entry((holder, end)).or_default().push(index);
                }
            }
        }
        scene
    }

    fn take_in(&mut self, root: Seat, around: Option<usize>) {
        let graph = self.graphs.len();
        let links = root.queues().into_iter().flat_map(Queues::links);
        let wires = links.map(|(index, link)| Wire {
            graph,
            index,
            link: link.clone(),
        });
        self.wires.extend(wires);
        let members = root.seats_inside();
        self.graphs.push(GraphThere { root, around });
        for seat in members {
            let inside = seat.seats_inside();
            let person = self.people.len();
            self.by_seat.insert(seat.id(), person);
            self.people.push(Person { seat, graph });
            for graph in inside {
                self.take_in(graph, Some(person));
            }
        }
    }

    pub(crate) fn person(&self, seat: u64) -> Option<usize> {
        self.by_seat.get(&seat).copied()
    }

    /// Whether a component has turns, and has not ended.
    pub(crate) fn is_alive(&self, person: usize) -> bool {
        is_alive(&self.people[person].seat)
    }

    /// The linkages that have an end at a box.
    pub(crate) fn wires_at(&self, person: usize, number: u8, end: End) -> &[usize] {
        let seat = self.people[person].seat.id();
        let found = self.by_box.get(&(Holder { seat, number }, end));
        found.map_or(&[], Vec::as_slice)
    }

    /// Whether a component is this one or inside of it.
    pub(crate) fn is_within(&self, person: usize, around: usize) -> bool {
        let mut next = Some(person);
        while let Some(person) = next {
            if person == around {
                return true;
            }
            next = self.graphs[self.people[person].graph].around;
        }
        false
    }

    /// The linkages, as whoever else has them knows them.
    pub(crate) fn known(&self) -> HashSet<usize> {
        let links = self.wires.iter().map(|wire| address(&*wire.link));
        links.collect()
    }

    /// What a box is called by the component that waits there: it may have it from
    /// those around it.
    pub(crate) fn name_of(&self, person: usize, wire: usize, end: End) -> BoxName {
        let wire = &self.wires[wire];
        let mut inwards = vec![person];
        let mut graph = self.people[person].graph;
        while graph != wire.graph
            && let Some(around) = self.graphs[graph].around
        {
            inwards.push(around);
            graph = self.people[around].graph;
        }
        let queues = |graph: usize| self.graphs[graph].root.queues();
        let plan = queues(wire.graph).map(|queues| queues.plan().link(wire.index));
        let own = |ends: (BoxName, BoxName)| match end {
            End::Writing => ends.0,
            End::Reading => ends.1,
        };
        let name = plan.map(|plan| own((plan.from.0, plan.to.0)));
        let mut name = name.unwrap_or(BoxName {
            component: "",
            name: "",
            index: None,
        });
        for &person in inwards.iter().rev().skip(1) {
            let Person { seat, graph } = &self.people[person];
            let plans = queues(*graph).into_iter();
            let mut plans = plans.flat_map(|queues| queues.plan().links());
            let inner = plans.find_map(|plan| {
                let (inner, outer) = match end {
                    End::Writing => (plan.from, plan.to),
                    End::Reading => (plan.to, plan.from),
                };
                let leads = outer.1.is_none() && outer.0.name == name.name;
                (leads && outer.0.index == name.index && inner.1 == seat.index()).then_some(inner.0)
            });
            name = inner.unwrap_or(BoxName {
                component: seat.kept_name(),
                ..name
            });
        }
        name
    }

    /// What everyone does just now.
    pub(crate) fn states(&self) -> Vec<ComponentState> {
        let people = self.people.iter().enumerate();
        let states = people.map(|(person, Person { seat, .. })| ComponentState {
            path: seat.path(),
            activity: self.activity(person),
            polls: seat.own_turns(),
        });
        states.collect()
    }

    /// What each graph has carried.
    pub(crate) fn graph_states(&self) -> Vec<GraphState> {
        let graphs = self.graphs.iter().filter_map(|graph| {
            let queues = graph.root.queues()?;
            let plan = queues.plan();
            let mut linkages: Vec<_> = (0..plan.links().count())
                .map(|index| (plan.linkage(index, None), None))
                .collect();
            for (index, link) in queues.links() {
                linkages[index] = (
                    plan.linkage(index, Some(link.policy())),
                    Some(link.counts()),
                );
            }
            let members = graph.root.seats_inside();
            Some(GraphState {
                path: graph.root.path(),
                components: members.iter().map(Seat::kept_name).collect(),
                linkages,
            })
        });
        graphs.collect()
    }

    fn activity(&self, person: usize) -> Activity {
        let seat = &self.people[person].seat;
        if seat.has_ended() {
            return Activity::Ended;
        }
        if let Some(host) = seat.host() {
            return Activity::PartOf(host.path());
        }
        let turns = seat.own_turns();
        let waits = seat.waits();
        if turns == 0 || waits.is_in_turn() || seat.is_ready() {
            return Activity::Running;
        }
        let waiting = self.waiting(person, waits);
        // Who had a turn meanwhile is at work.
        match seat.own_turns() == turns {
            true => Activity::Waiting(waiting),
            false => Activity::Running,
        }
    }

    fn waiting(&self, person: usize, waits: Waits) -> Vec<Wait> {
        let mut waiting = Vec::new();
        for number in waits.boxes() {
            if let Some(&wire) = self.wires_at(person, number, End::Reading).first() {
                waiting.push(Wait::Message(self.name_of(person, wire, End::Reading)));
            }
            if let Some(&wire) = self.wires_at(person, number, End::Writing).first() {
                waiting.push(Wait::Room(self.name_of(person, wire, End::Writing)));
            }
        }
        if waits.for_those_inside() {
            waiting.push(Wait::Inside);
        }
        if waits.for_something_else() || waiting.is_empty() {
            waiting.push(Wait::Other);
        }
        waiting
    }
}

/// Whether a component has turns, and has not ended.
pub(crate) fn is_alive(seat: &Seat) -> bool {
    !seat.has_ended() && seat.host().is_none()
}

/// Tells linkages apart.
pub(crate) fn address(link: &dyn AnyLink) -> usize {
    std::ptr::from_ref(link.header()).addr()
}
