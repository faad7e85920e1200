//! Which linkages are a part of a loop, and what is known of them.

use crate::common::{Echo, Source, all, run};
use crate::parts::{Add, Multiples, check};
use futures::future::join;
use kamaelia::Stage;
use kamaelia::prelude::*;
use kamaelia::topology::LinkCounts;

#[tokio::test]
async fn the_topology_says_which_linkages_have_no_queue_and_nobody_counts_there() {
    let (mut results, sink) = collect();
    let graph = graphline! {
        NUMBERS = Source::new(vec![1, 2, 3]);
        ONE     = Add::new(1);
        TWO     = Multiples::new(2);
        RESULTS = sink;
        NUMBERS -> ONE -> TWO -> RESULTS;
    };
    let linkage = &graph.topology().linkages[1];
    assert!(linkage.fused && linkage.policy.is_none());
    assert_eq!(linkage.to_string(), "ONE.outbox -> TWO.inbox in one loop");
    let graph = graph.spawn();
    assert_eq!(all(&mut results).await, [2, 4]);
    let sent = |counts: &LinkCounts| counts.sent;
    let counts = graph.counts();
    let sent = Vec::from_iter(counts.iter().map(|counts| counts.as_ref().map(sent)));
    assert_eq!(sent, [Some(3), None, Some(2)]);
    let report = graph.report().await;
    let linkages = report.linkages.iter().map(|one| one.linkage.to_string());
    assert_eq!(
        Vec::from_iter(linkages),
        ["NUMBERS.outbox -> ONE.inbox", "TWO.outbox -> RESULTS.inbox"]
    );
}

#[test]
fn the_topology_of_a_pipeline_is_the_same_before_it_is_used() {
    let row = pipeline![Add::new(1), Add::new(1), Echo::<u64>::new(), Add::new(1)];
    let fused = row.topology().linkages.into_iter().map(|one| one.fused);
    assert_eq!(Vec::from_iter(fused), [true, false, false]);
}

#[test]
fn those_whose_type_is_hidden_are_fused_as_well() {
    fn add(number: u64) -> impl Stage<u64, u64> {
        Add::new(number)
    }
    fn before(stage: impl Stage<u64, u64>) -> impl Stage<u64, u64> {
        let row = pipeline![Add::new(1), stage, add(5)];
        let fused = row.topology().linkages.into_iter().map(|one| one.fused);
        assert_eq!(Vec::from_iter(fused), [true, true]);
        row
    }
    check(before(add(10)), &[17, 18, 19]);
    check(pipeline![add(1), add(1).boxed(), add(1)], &[4, 5, 6]);
}

/// Adds what it counts in a way that has to stay on its thread.
#[derive(Component)]
#[component(transform, local)]
struct Sum {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    so_far: std::rc::Rc<std::cell::Cell<u64>>,
}

impl Transform for Sum {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        self.so_far.set(self.so_far.get() + number);
        let so_far = self.so_far.clone();
        std::iter::once_with(move || so_far.get())
    }
}

#[test]
fn those_that_stay_on_their_thread_are_fused_as_well() {
    run(async {
        let (mut results, sink) = collect();
        let so_far = std::rc::Rc::default();
        let graph = graphline! {
            NUMBERS = Source::new(vec![1, 2, 3]);
            NEXT    = Add::new(1);
            SUM     = Sum::new(so_far);
            LAST    = Add::new(1);
            RESULTS = sink;
            NUMBERS -> NEXT -> SUM -> LAST -> RESULTS;
        };
        assert!(graph.topology().linkages[1].fused);
        let (ended, results) = join(graph.run(), all(&mut results)).await;
        assert_eq!(results, [3, 6, 10]);
        ended
    });
}
