//! The generator makes legal graphs, the same for the same seed, and enough of
//! everything, whatever the seed.

#[path = "../generator/mod.rs"]
mod generator;

use generator::features::Feature;
use generator::flat::Flat;
use generator::grow::{COMPONENTS, grow};
use generator::kinds::KINDS;
use generator::leads::Leads;
use generator::model::{End, Graph, What};
use generator::population::population;
use generator::program;
use generator::random::Random;
use std::collections::BTreeSet;

/// What the test crate was built of: the features of each graph, and its parts.
const CENSUS: &[&[&str]] = include!(concat!(env!("OUT_DIR"), "/census.rs"));

/// In how many graphs everything is there at least, and some more often.
const EACH: usize = 3;
const OFTEN: &[(Feature, usize)] = &[
    (Feature::Composite, 50),
    (Feature::TwoLevels, 20),
    (Feature::Ring, 20),
    (Feature::RingElsewhere, 10),
    (Feature::Diamond, 10),
    (Feature::OnTask, 50),
    (Feature::OnThread, 30),
    (Feature::Blocking, 50),
    (Feature::RecvAny, 30),
    (Feature::LosesNothing, 15),
    (Feature::CpuLoop, 10),
    (Feature::Deaf, 10),
    (Feature::ForeignAwait, 10),
    (Feature::BlockedRead, 10),
];

/// Graphs as they grow, before any is thrown away.
fn graphs() -> impl Iterator<Item = Graph> {
    (0..20).flat_map(|seed| {
        let mut random = Random::new(seed);
        let graphs = move |number| {
            grow(
                &mut random,
                1 + number % COMPONENTS,
                &KINDS[number % KINDS.len()],
            )
        };
        (0..100).filter_map(graphs)
    })
}

/// The same, and those inside them.
fn each(check: impl Fn(&Graph)) {
    let mut seen = 0;
    for graph in graphs() {
        graph.all().into_iter().for_each(&check);
        seen += 1;
    }
    assert!(seen > 1_000, "{seen}");
}

#[test]
fn the_population_of_the_tests_holds_everything() {
    assert_eq!(CENSUS.len(), 100);
    check_counts(|name| CENSUS.iter().filter(|names| names.contains(&name)).count());
}

#[test]
fn a_population_of_any_seed_holds_everything() {
    for seed in 0..3 {
        let population = population(seed, 100).unwrap();
        let census = program::census(&population);
        check_counts(|name| {
            let name = format!("{name:?}");
            let graphs = census.lines().filter(|names| names.contains(&name));
            graphs.count()
        });
    }
}

fn check_counts(count: impl Fn(&str) -> usize) {
    let name = |feature: &Feature| format!("{feature:?}");
    let each = Feature::ALL.iter().map(|feature| (name(feature), EACH));
    let kinds = KINDS.iter().map(|kind| (kind.name.to_owned(), EACH));
    let often = OFTEN.iter().map(|(feature, least)| (name(feature), *least));
    for (name, least) in each.chain(kinds).chain(often) {
        let found = count(&name);
        assert!(found >= least, "{name} is in {found} graphs");
    }
}

#[test]
fn the_same_seed_gives_the_same_programs() {
    let programs = || {
        let population = population(7, 20).unwrap();
        let modules = population
            .iter()
            .map(|specimen| program::module(0, specimen));
        modules.collect::<String>() + &program::census(&population)
    };
    assert!(programs().contains("graphline!"));
    assert_eq!(programs(), programs());
}

#[test]
fn every_box_that_has_to_be_linked_is() {
    each(|graph| {
        let targets = graph.links.iter().flat_map(|link| &link.targets);
        let reached: BTreeSet<End> = targets.map(|target| target.end).collect();
        let nodes = graph.nodes.iter().enumerate();
        for (number, node) in nodes {
            for index in 0..node.inboxes() {
                assert!(reached.contains(&End::of(number, index)), "{graph:?}");
            }
            let optional = node.kind().and_then(|kind| kind.optional);
            for index in (0..node.outboxes()).filter(|index| Some(*index) != optional) {
                assert!(
                    graph.link_from(End::of(number, index)).is_some(),
                    "{graph:?}"
                );
            }
        }
        for index in 0..graph.inboxes {
            assert!(graph.link_from(End::own(index)).is_some(), "{graph:?}");
        }
        for index in 0..graph.outboxes {
            assert!(reached.contains(&End::own(index)), "{graph:?}");
        }
    });
}

#[test]
fn a_box_is_linked_in_one_place_to_each_of_its_targets_once() {
    each(|graph| {
        let mut from = BTreeSet::new();
        for link in &graph.links {
            assert!(from.insert(link.from), "{graph:?}");
            let targets: BTreeSet<End> = link.targets.iter().map(|target| target.end).collect();
            assert_eq!(targets.len(), link.targets.len(), "{graph:?}");
        }
    });
}

#[test]
fn nobody_is_linked_to_itself_and_every_ring_has_a_linkage_that_never_waits() {
    each(|graph| {
        assert!(graph.edges().all(|(from, to, _)| from != to), "{graph:?}");
        assert_eq!(Leads::waiting(graph).rings(), [0; 0], "{graph:?}");
    });
    assert!(graphs().any(|graph| !Leads::of(&graph).rings().is_empty()));
}

#[test]
fn parts_are_numbered_in_one_row() {
    for graph in graphs() {
        let flat = Flat::of(&graph);
        let numbers: Vec<usize> = flat.parts.keys().copied().collect();
        assert_eq!(numbers, (0..graph.kinds().len()).collect::<Vec<_>>());
    }
}

/// A composite passes everything through: what is written outside leads to the
/// parts inside.
#[test]
fn linkages_are_followed_through_composites() {
    let through = |graph: &Graph| {
        let is_composite = |node: Option<usize>| {
            node.is_some_and(|node| matches!(graph.nodes[node].what, What::Composite(..)))
        };
        graph
            .edges()
            .any(|(from, to, _)| is_composite(Some(from)) || is_composite(Some(to)))
    };
    let mut followed = 0;
    for graph in graphs().filter(through) {
        let flat = Flat::of(&graph);
        for linkage in &flat.linkages {
            let routes = flat.routes.iter();
            for from in &linkage.from {
                // Where the framework copies, the linkage ends before the route.
                let reaches = |to| {
                    routes
                        .clone()
                        .any(|route| route.0 == *from && route.1 == to)
                };
                assert!(linkage.to.is_none_or(reaches), "{graph:?}");
            }
            followed += linkage.from.len();
        }
    }
    assert!(followed > 1_000, "{followed}");
}
