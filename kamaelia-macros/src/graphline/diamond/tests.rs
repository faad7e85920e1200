//! Where two ways part and meet again.

use std::time::{Duration, Instant};

use super::map::Map;
use super::warnings;
use crate::errors::Errors;
use crate::graphline::cycle;
use crate::graphline::graph::{Edge, Graph};
use crate::graphline::graphline;
use crate::graphline::random::Random;

/// The place of every warning, the two ends, and the two ways.
fn check(linkages: &str, expected: &[&str]) {
    assert_eq!(found(linkages), expected, "{linkages}");
}

fn found(linkages: &str) -> Vec<String> {
    let names = ["A", "B", "C", "D", "JOIN", "SPLIT"].into_iter();
    let named = names.filter(|name| linkages.contains(name));
    let declarations: String = named.map(|name| format!("{name} = X; ")).collect();
    let text = format!("{declarations}\n{linkages}");
    let (graph, _) = graphline(text.parse().expect("the test is written in Rust's tokens"));
    let warnings = graph.warnings.iter().map(|warning| {
        let start = warning.span.start();
        let text = warning.text.split_once("): ").map_or("", |(ways, _)| ways);
        format!("{}:{}: {text})", start.line, start.column + 1)
    });
    warnings.collect()
}

#[test]
fn two_ways_may_part_at_an_inbox_of_the_composite() {
    check(
        "self.inbox -> [A.inbox, JOIN.right]; A.outbox -> JOIN.left;",
        &[
            "2:47: two ways from `self` to `JOIN` (`self.inbox -> A -> JOIN.left`, \
           `self.inbox -> JOIN.right`)",
        ],
    );
    check("self.inbox -> A.inbox; self.other -> A.other;", &[]);
}

#[test]
fn two_ways_that_meet_again_are_a_diamond() {
    check(
        "SPLIT.left -> A; SPLIT.right -> B;\nA -> JOIN.left;\nB -> JOIN.right;",
        &[
            "4:3: two ways from `SPLIT` to `JOIN` (`SPLIT.left -> A -> JOIN.left`, `SPLIT.right -> B -> JOIN.right`)",
        ],
    );
    check(
        "B -> JOIN.right;\nSPLIT.o -> [A, B];\nA -> JOIN.left;",
        &[
            "4:3: two ways from `SPLIT` to `JOIN` (`SPLIT.o -> A -> JOIN.left`, `SPLIT.o -> B -> JOIN.right`)",
        ],
    );
}

#[test]
fn the_text_says_how_to_mend_it() {
    let text = "A = X; B = X; A.a -> B.a; A.b -> B.b;";
    let (graph, errors) = graphline(text.parse().expect("the test is written in Rust's tokens"));
    assert!(errors.is_empty());
    let texts: Vec<&str> = graph
        .warnings
        .iter()
        .map(|warning| &*warning.text)
        .collect();
    let expected = "two ways from `A` to `B` (`A.a -> B.a`, `A.b -> B.b`): one may fill while the \
                    other starves; if `B` waits for one of them, give the other a policy that \
                    never waits, or a capacity that is large enough";
    assert_eq!(texts, [expected]);
}

#[test]
fn a_way_may_be_one_linkage() {
    check(
        "SPLIT.o -> [A.i, JOIN.right];\nA -> JOIN.left;",
        &[
            "3:3: two ways from `SPLIT` to `JOIN` (`SPLIT.o -> A -> JOIN.left`, `SPLIT.o -> JOIN.right`)",
        ],
    );
    check(
        "SPLIT.o[0] -> JOIN.i[0];\nSPLIT.o[1] -> JOIN.i[1];",
        &[
            "3:12: two ways from `SPLIT` to `JOIN` (`SPLIT.o[0] -> JOIN.i[0]`, `SPLIT.o[1] -> JOIN.i[1]`)",
        ],
    );
}

#[test]
fn ways_into_one_inbox_are_no_diamond() {
    check(
        "SPLIT.left -> A; SPLIT.right -> B; A -> JOIN; B -> JOIN;",
        &[],
    );
}

#[test]
fn ways_that_meet_before_are_a_diamond_there_only() {
    check(
        "SPLIT.l -> A.l; SPLIT.r -> A.r; A.l -> JOIN.l; A.r -> JOIN.r;",
        &[
            "2:25: two ways from `SPLIT` to `A` (`SPLIT.l -> A.l`, `SPLIT.r -> A.r`)",
            "2:52: two ways from `A` to `JOIN` (`A.l -> JOIN.l`, `A.r -> JOIN.r`)",
        ],
    );
}

#[test]
fn one_outbox_to_one_component_is_no_diamond() {
    check("SPLIT -> A; A.l -> B; A.r -> C; B -> JOIN; C -> JOIN;", &[]);
}

#[test]
fn a_way_with_a_linkage_that_never_waits_is_none() {
    for policy in ["unbounded", "latest", "drop_newest(3)", "drop_oldest(3)"] {
        let text = format!("SPLIT.o -> [A, B]; A -> JOIN.left; B -> JOIN.right with {policy};");
        check(&text, &[]);
    }
    check("SPLIT.o -> [A, B]; A -> JOIN.left; B -> JOIN.control;", &[]);
}

#[test]
fn the_ways_of_a_refused_ring_are_left_alone() {
    check(
        "SPLIT.o -> [A, B]; A -> JOIN.left; B.o -> JOIN.right; B.p -> SPLIT;",
        &[],
    );
}

#[test]
fn of_the_diamonds_that_one_linkage_closes_the_inner_one_is_told() {
    check(
        "SPLIT.o -> [A, B]; A.o -> [C, D]; B -> JOIN.b; C -> JOIN.l;\nD -> JOIN.r;",
        &[
            "2:50: two ways from `SPLIT` to `JOIN` (`SPLIT.o -> A -> C -> JOIN.l`, `SPLIT.o -> B -> JOIN.b`)",
            "3:3: two ways from `A` to `JOIN` (`A.o -> C -> JOIN.l`, `A.o -> D -> JOIN.r`)",
        ],
    );
}

/// A join is found if and only if two ways lead there that share nothing, by trying all ways.
#[test]
fn joins_are_those_that_a_search_of_all_ways_finds() {
    let mut random = Random(2);
    let mut count = 0;
    for _ in 0..3_000 {
        let graph = random.graph();
        let refused = cycle::refuse(&graph, &mut Errors::default());
        let free = |edge: &Edge| edge.waits && !refused[edge.from] && !refused[edge.to];
        let edges: Vec<Edge> = graph.edges().into_iter().filter(free).collect();
        count += check_joins(&graph, &Map::new(&graph, &edges), &edges);
    }
    assert!(count > 100, "only {count} diamonds");
}

fn check_joins(graph: &Graph, map: &Map, edges: &[Edge]) -> usize {
    let sources = map.sources();
    let pairs = (0..graph.instances.len())
        .flat_map(|from| (0..graph.instances.len()).map(move |to| (from, to)));
    let joins = pairs.filter(|(from, to)| {
        let found = sources
            .iter()
            .any(|source| source.component == *from && source.meets_at(*to));
        let ways = all_ways(*from, *to, edges);
        let apart = ways
            .iter()
            .any(|one| ways.iter().any(|other| share_nothing(graph, one, other)));
        assert_eq!(found, from != to && apart);
        if found {
            let [one, other] = map.ways(*from, *to).expect("two ways were found");
            assert!(share_nothing(graph, &one, &other));
            assert!(ways.contains(&one) && ways.contains(&other));
        }
        found
    });
    joins.count()
}

fn all_ways(from: usize, to: usize, edges: &[Edge]) -> Vec<Vec<Edge>> {
    let first = edges.iter().filter(|edge| edge.from == from);
    let ways = first.flat_map(|edge| {
        if edge.to == to {
            return vec![vec![*edge]];
        }
        let rest = all_ways(edge.to, to, edges);
        rest.into_iter()
            .map(|way| [vec![*edge], way].concat())
            .collect()
    });
    ways.collect()
}

fn share_nothing(graph: &Graph, one: &[Edge], other: &[Edge]) -> bool {
    let between = |way: &[Edge]| way.iter().skip(1).map(|edge| edge.from).collect::<Vec<_>>();
    let inbox = |way: &[Edge]| {
        let last = way[way.len() - 1];
        graph.links[last.link].targets[last.target].end.key()
    };
    let apart = between(one)
        .iter()
        .all(|component| !between(other).contains(component));
    apart && inbox(one) != inbox(other)
}

#[test]
fn three_hundred_components_are_checked_at_once() {
    for text in [ladder(150), dense(300)] {
        let (graph, errors) =
            graphline(text.parse().expect("the test is written in Rust's tokens"));
        assert!(errors.is_empty());
        let start = Instant::now();
        let count = warnings(&graph, &vec![false; graph.instances.len()]).len();
        assert!(count > 100 && count <= 2 * graph.links.len(), "{count}");
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{:?}",
            start.elapsed()
        );
    }
}

/// Two chains, with a linkage from one to the other at every step.
fn ladder(length: usize) -> String {
    let declarations = (0..length).map(|at| format!("L{at} = x(); R{at} = x();"));
    let rungs = (0..length).map(|at| format!("L{at}.across -> R{at}.across;"));
    let sides = (1..length).map(|at| format!("L{} -> L{at}; R{} -> R{at};", at - 1, at - 1));
    declarations.chain(rungs).chain(sides).collect()
}

/// Everybody feeds the next three.
fn dense(length: usize) -> String {
    let declarations = (0..length).map(|at| format!("N{at} = x();"));
    let links = (0..length - 3)
        .map(|at| format!("N{at} -> [N{}.a, N{}.b, N{}.c];", at + 1, at + 2, at + 3));
    declarations.chain(links).collect()
}
