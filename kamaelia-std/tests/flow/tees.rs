//! What was a component once, and is a linkage: splitters, fan-outs and tees.

use crate::Busy;
use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia_std::flow::Partition;
use kamaelia_std::util::{Collate, DataSource, Expect, Filter, Map};

/// Cases 271 and 281: what was a component is a linkage. Each gets each message,
/// in order, and the slow one holds the fast one.
#[test]
fn a_copy_for_each_is_a_linkage() {
    run(async || {
        graphline! {
            NUMBERS = DataSource::new(0..200);
            SLOW    = Expect::new(0..200);
            FAST    = Expect::new(0..200);

            NUMBERS.outbox -> [SLOW.inbox with capacity(1), FAST.inbox];
        }
        .run()
        .await
    });
}

/// Case 271: a hard stop while the sender waits for one of them.
#[test]
fn who_waits_for_the_slower_of_two_can_be_stopped() {
    run(async || {
        let (mut results, sink) = collect();
        let graph = graphline! {
            NUMBERS = DataSource::new(0..);
            BUSY    = Busy::new();
            SINK    = sink;

            NUMBERS.outbox -> [BUSY.inbox with capacity(1), SINK.inbox];
        }
        .spawn();
        // One that it has begun, one that waits for it, and no third.
        assert_eq!(results.recv().await, Some(0));
        assert_eq!(results.recv().await, Some(1));
        graph.shutdown(Shutdown::Now);
        graph.join().await
    });
}

fn is_odd(n: &u64) -> bool {
    !n.is_multiple_of(2)
}

/// Case 243.
#[test]
fn everything_passes_a_tee_and_some_of_it_goes_to_the_side_as_well() {
    run(async || {
        graphline! {
            NUMBERS = DataSource::new(0..4);
            ODD     = Filter::new(is_odd);
            SIDE    = Expect::new([1, 3]);
            MAIN    = Expect::new([0, 1, 2, 3]);

            NUMBERS.outbox -> [MAIN.inbox, ODD.inbox];
            ODD -> SIDE;
        }
        .run()
        .await
    });
}

/// Case 244.
#[test]
fn a_tee_that_routes_sends_each_one_way_or_the_other() {
    run(async || {
        graphline! {
            NUMBERS = DataSource::new(0..4);
            ODD     = Partition::new(is_odd);
            SIDE    = Expect::new([1, 3]);
            MAIN    = Expect::new([0, 2]);

            NUMBERS -> ODD -> SIDE;
            ODD.rest -> MAIN.inbox;
        }
        .run()
        .await
    });
}

/// Case 246: what comes back from the side comes before the end does.
#[test]
fn what_the_side_says_last_comes_before_the_end() {
    run(async || {
        let (mut results, sink) = collect();
        graphline! {
            NUMBERS = DataSource::new(0..4);
            ODD     = Partition::new(is_odd);
            ALL     = Collate::new();
            SUM     = Map::new(|all: Vec<u64>| all.iter().sum::<u64>());
            SINK    = sink;

            NUMBERS -> ODD -> ALL -> SUM -> SINK;
            ODD.rest -> SINK.inbox;
        }
        .run()
        .await?;
        let mut all = Vec::new();
        results.recv_many(&mut all, 9).await;
        assert_eq!(all, [0, 2, 4]);
        Ok(())
    });
}
