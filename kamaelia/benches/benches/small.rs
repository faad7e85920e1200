//! The small workloads for `cargo bench`, which compares with nobody: to look at
//! one peer while one works on it.

use divan::Bencher;
use divan::counter::ItemsCount;
use kamaelia_benches::{Peer, WORKLOADS, Workload};
use std::fmt::{self, Display, Formatter};

const SMALL: &[&str] = &[
    "chain",
    "capacity-1",
    "batches",
    "fan-in",
    "fan-out",
    "ping-pong",
];

const MESSAGES: u64 = 10_000;

fn main() {
    divan::main();
}

#[divan::bench(args = cases())]
fn passing(bencher: Bencher<'_, '_>, case: &Case) {
    bencher
        .counter(ItemsCount::new(MESSAGES * case.workload.units))
        .bench(|| (case.peer.run)(MESSAGES));
}

struct Case {
    workload: &'static Workload,
    peer: &'static Peer,
}

impl Display for Case {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.workload.name, self.peer.name)
    }
}

fn cases() -> impl Iterator<Item = Case> {
    let small = |workload: &&Workload| SMALL.contains(&workload.name);
    let with_peers = |workload: &'static Workload| {
        workload
            .peers
            .iter()
            .map(move |peer| Case { workload, peer })
    };
    WORKLOADS.iter().filter(small).flat_map(with_peers)
}
