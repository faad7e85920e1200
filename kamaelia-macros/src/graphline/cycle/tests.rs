//! Which rings are refused, and which parts of a graph hang together.

use super::{parts, refuse, shortest_ring, strong_parts};
use crate::errors::Errors;
use crate::graphline::graph::{Edge, Graph};
use crate::graphline::graphline;
use crate::graphline::random::Random;

/// Every mistake in the linkages of the components `A` to `D`.
fn check(linkages: &str, expected: &[&str]) {
    let text = format!("A = X; B = X; C = X; D = X;\n{linkages}");
    let (_, errors) = graphline(text.parse().expect("the test is written in Rust's tokens"));
    assert_eq!(errors.lines(), expected, "{linkages}");
}

fn refusal(place: &str, ring: &str) -> String {
    format!(
        "{place}: every linkage of the ring {ring} waits, so it can block for ever; give one of \
         them a policy that never waits: `with unbounded`, `with latest`, `with drop_newest(n)` \
         or `with drop_oldest(n)`"
    )
}

#[test]
fn a_ring_in_which_every_linkage_waits_is_refused_at_its_last_linkage() {
    let ring = "`A.outbox -> B.inbox`, `B.outbox -> A.inbox`";
    check("A -> B; B -> A;", &[&refusal("2:11", ring)]);
    check(
        "A -> B with capacity(9); B -> A via f;",
        &[&refusal("2:28", ring)],
    );
    let ring = "`B.o -> C.i`, `C.o -> A.i`, `A.o -> B.i`";
    check(
        "B.o -> C.i; C.o -> A.i; A.o -> B.i;",
        &[&refusal("2:29", ring)],
    );
}

#[test]
fn a_component_that_is_linked_to_itself_is_a_ring() {
    check(
        "A.outbox -> A.inbox;",
        &[&refusal("2:10", "`A.outbox -> A.inbox`")],
    );
}

#[test]
fn a_ring_with_a_linkage_that_never_waits_is_welcome() {
    for policy in ["unbounded", "latest", "drop_newest(1)", "drop_oldest(1)"] {
        check(&format!("A -> B; B -> A with {policy};"), &[]);
    }
}

#[test]
fn the_framework_answers_at_signal_and_control() {
    check("A -> B; B.signal -> A.inbox;", &[]);
    check("A -> B; B.outbox -> A.control;", &[]);
}

#[test]
fn a_way_through_self_is_no_ring() {
    check("A -> B; B -> self; self -> A;", &[]);
}

#[test]
fn each_part_is_refused_once_with_its_shortest_ring() {
    check(
        "A.a -> B.i; B.a -> C.i; C.a -> A.i; B.b -> A.i; D.o -> D.i;",
        &[
            &refusal("2:41", "`A.a -> B.i`, `B.b -> A.i`"),
            &refusal("2:53", "`D.o -> D.i`"),
        ],
    );
}

#[test]
fn a_long_chain_needs_no_deep_stack() {
    let long = 100_000;
    let edge = |from| Edge {
        from,
        to: (from + 1) % long,
        link: from,
        target: 0,
        waits: true,
    };
    let edges: Vec<Edge> = (0..long).map(edge).collect();
    assert_eq!(strong_parts(long, &edges), [(0..long).collect::<Vec<_>>()]);
}

#[test]
fn parts_and_refusals_are_those_of_a_textbook() {
    let mut random = Random(1);
    for _ in 0..10_000 {
        let graph = random.graph();
        check_against_textbook(&graph);
    }
}

fn check_against_textbook(graph: &Graph) {
    let nodes = graph.instances.len();
    let all = graph.edges();
    assert_eq!(parts(graph), Tarjan::parts(nodes, &all));

    let waiting: Vec<Edge> = all.into_iter().filter(|edge| edge.waits).collect();
    let expected = Tarjan::parts(nodes, &waiting);
    let mut errors = Errors::default();
    let refused = refuse(graph, &mut errors);
    assert_eq!(errors.lines().len(), expected.len());
    assert!((0..nodes).all(|node| refused[node] == expected.concat().contains(&node)));
    expected
        .iter()
        .for_each(|part| check_ring(part, &waiting, nodes));
}

fn check_ring(part: &[usize], waiting: &[Edge], nodes: usize) {
    let ring = shortest_ring(part, waiting, nodes).expect("a strong part holds a ring");
    assert!(
        ring.iter()
            .zip(ring.iter().cycle().skip(1))
            .all(|(one, next)| one.to == next.from)
    );
    assert!(ring.iter().all(|edge| part.contains(&edge.from)));
    assert!(
        ring.iter()
            .all(|edge| edge.link <= ring[ring.len() - 1].link)
    );
    let shortest = part
        .iter()
        .map(|node| way_back(*node, waiting, nodes))
        .min();
    assert_eq!(Some(ring.len()), shortest);
}

/// How many steps lead back to a node, by trying every number of them.
fn way_back(start: usize, edges: &[Edge], nodes: usize) -> usize {
    let mut reached = vec![start];
    let lengths = (1..=nodes).find(|_| {
        let next = edges
            .iter()
            .filter(|edge| reached.contains(&edge.from))
            .map(|edge| edge.to);
        reached = next.collect();
        reached.contains(&start)
    });
    lengths.unwrap_or(usize::MAX)
}

/// Strong parts as in the textbook.
struct Tarjan<'e> {
    edges: &'e [Edge],
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    stack: Vec<usize>,
    next: usize,
    parts: Vec<Vec<usize>>,
}

impl<'e> Tarjan<'e> {
    fn parts(nodes: usize, edges: &'e [Edge]) -> Vec<Vec<usize>> {
        let (index, low) = (vec![None; nodes], vec![0; nodes]);
        let mut tarjan = Self {
            edges,
            index,
            low,
            stack: vec![],
            next: 0,
            parts: vec![],
        };
        for node in 0..nodes {
            if tarjan.index[node].is_none() {
                tarjan.visit(node);
            }
        }
        let is_loop = |part: &Vec<usize>| {
            edges
                .iter()
                .any(|edge| (edge.from, edge.to) == (part[0], part[0]))
        };
        tarjan.parts.retain(|part| part.len() > 1 || is_loop(part));
        tarjan
            .parts
            .iter_mut()
            .for_each(|part| part.sort_unstable());
        tarjan.parts.sort_unstable();
        tarjan.parts
    }

    fn visit(&mut self, node: usize) {
        self.index[node] = Some(self.next);
        self.low[node] = self.next;
        self.next += 1;
        self.stack.push(node);
        for edge in self.edges.iter().filter(|edge| edge.from == node) {
            match self.index[edge.to] {
                None => {
                    self.visit(edge.to);
                    self.low[node] = self.low[node].min(self.low[edge.to]);
                }
                Some(index) if self.stack.contains(&edge.to) => {
                    self.low[node] = self.low[node].min(index);
                }
                Some(_) => {}
            }
        }
        if Some(self.low[node]) == self.index[node] {
            let at = self
                .stack
                .iter()
                .position(|other| *other == node)
                .expect("it was pushed");
            self.parts.push(self.stack.split_off(at));
        }
    }
}
