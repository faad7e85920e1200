//! The measured graphs, and their peers, as tests.

use kamaelia_benches::WORKLOADS;

#[track_caller]
fn check(messages: u64) {
    for workload in WORKLOADS {
        // A message that passes ten thousand components is work enough.
        let messages = messages.min(200_000 / workload.units);
        for peer in workload.peers {
            workload.check(peer, messages, (peer.run)(messages));
        }
    }
}

#[test]
fn every_peer_does_the_same_work() {
    check(1000);
}

#[test]
fn a_single_message_comes_through_everywhere() {
    check(1);
}

#[test]
fn who_has_nothing_to_pass_ends_all_the_same() {
    check(0);
}

#[test]
fn every_workload_has_a_name_of_its_own() {
    let mut names: Vec<&str> = WORKLOADS.iter().map(|workload| workload.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), WORKLOADS.len());
}
