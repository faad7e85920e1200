//! A hundred graphs that together hold everything: [`population`].

use super::features::{Feature, features};
use super::flat::Flat;
use super::grow::{COMPONENTS, grow};
use super::kinds::{KINDS, Kind};
use super::leads::Leads;
use super::model::Graph;
use super::random::Random;
use std::collections::BTreeSet;

/// How many parts a graph may have, with those of its composites.
const PARTS: usize = 30;

/// How many receipts one parcel of each source may give rise to.
const RECEIPTS: f64 = 60.0;

/// After how many graphs that do not fit the generator is wrong.
const TRIES: usize = 100_000;

/// One graph of the population.
#[derive(Debug)]
pub(crate) struct Specimen {
    pub(crate) graph: Graph,
    pub(crate) flat: Flat,
    pub(crate) features: BTreeSet<Feature>,
}

/// What a graph has to have: two features, and a part.
#[derive(Debug)]
struct Wish {
    features: [Feature; 2],
    kind: &'static Kind,
}

impl Wish {
    /// The wishes go round, so that everything is wished for many times.
    fn of(number: usize) -> Wish {
        let feature = |number: usize| Feature::ALL[number % Feature::ALL.len()];
        Wish {
            features: [number, number + Feature::ALL.len() / 2].map(feature),
            // In steps, so that a part does not always meet the same features.
            kind: &KINDS[5 * number % KINDS.len()],
        }
    }

    fn components(&self, number: usize) -> usize {
        if self.features.contains(&Feature::OneComponent) {
            1
        } else if self.features.contains(&Feature::TwelveComponents) {
            COMPONENTS
        } else {
            1 + number % COMPONENTS
        }
    }

    fn has_its_features(&self, specimen: &Specimen) -> bool {
        let mut features = self.features.iter();
        features.all(|feature| specimen.features.contains(feature))
    }
}

/// So many graphs.
pub(crate) fn population(seed: u64, graphs: usize) -> Result<Vec<Specimen>, String> {
    let mut random = Random::new(seed);
    let numbers = 0..graphs;
    numbers
        .map(|number| specimen(&mut random, number))
        .collect()
}

fn specimen(random: &mut Random, number: usize) -> Result<Specimen, String> {
    let wish = Wish::of(number);
    for _ in 0..TRIES {
        let Some(graph) = grow(random, wish.components(number), wish.kind) else {
            continue;
        };
        if !graph.kinds().contains(&wish.kind) {
            continue;
        }
        let flat = Flat::of(&graph);
        if !is_fit(&graph, &flat) {
            continue;
        }
        let specimen = Specimen {
            features: features(&graph, &flat),
            graph,
            flat,
        };
        if wish.has_its_features(&specimen) {
            return Ok(specimen);
        }
    }
    Err(format!("no graph {number} with {wish:?} in {TRIES} tries"))
}

/// Whether a graph is neither too large nor of a kind that cannot be tested.
fn is_fit(graph: &Graph, flat: &Flat) -> bool {
    graph.kinds().len() <= PARTS
        && !graph.all().into_iter().any(waits_for_time_in_ring)
        && !floods(flat)
        && flat.is_plain()
        && flat.receipts() <= RECEIPTS
}

/// Whether a ring has a member that keeps a timer: it may still be about to
/// send, so the ring ends only when it is told.
fn waits_for_time_in_ring(graph: &Graph) -> bool {
    let members = Leads::of(graph).rings().into_iter();
    let mut kinds = members.flat_map(|node| graph.nodes[node].kinds());
    kinds.any(Kind::keeps_timer)
}

/// Whether a source on a thread never waits for room: until it is stopped it
/// makes more than anyone can work on.
fn floods(flat: &Flat) -> bool {
    let is_source = |part: &usize| {
        let part = &flat.parts[part];
        part.on_thread && part.kind.inboxes.is_empty()
    };
    let linkages = flat
        .linkages
        .iter()
        .filter(|linkage| !linkage.policy.waits());
    let mut senders = linkages.flat_map(|linkage| &linkage.from);
    senders.any(|(part, _)| is_source(part))
}
