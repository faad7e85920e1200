//! What passes, compares and numbers messages.

use crate::rest::all_rest;
use kamaelia::prelude::*;
use kamaelia::testing::{expect, run};
use kamaelia_std::types::Seq;
use kamaelia_std::util::{
    Comparator, DataSource, Expect, NullSink, PassThrough, RangeFilter, Rest,
    TagWithSequenceNumber, Take,
};

#[test]
fn the_first_pass_and_who_sends_more_learns_that_they_were_enough() {
    run(async || {
        for (count, expected) in [(0, 0..0), (1, 0..1), (3, 0..3), (200, 0..200)] {
            let graph = pipeline![
                DataSource::new(0..),
                Take::new(count),
                Expect::new(expected)
            ];
            graph.run().await?;
        }
        expect(Take::new(3), [1, 2], [1, 2]).await
    });
}

#[test]
fn the_rest_is_swallowed_where_it_has_to_be_read() {
    run(async || {
        let (mut feeder, source) = feed();
        let (mut results, sink) = collect();
        let graph = pipeline![source, Take::new(1).rest(Rest::Swallow), sink].spawn();
        feeder.send(0).await?;
        assert_eq!(results.recv().await, Some(0));
        // Who reads knows at once that there is no more.
        assert_eq!(results.recv().await, None);
        feeder.send_all(1..1000).await?;
        drop(feeder);
        graph.join().await
    });
}

/// Case 314.
#[test]
fn data_passes_before_the_end_does() {
    run(async || {
        let (mut feeder, source) = feed();
        feeder.send_all(0..10).await?;
        let graph = pipeline![source, PassThrough::new(), Expect::new(0..10)].spawn();
        graph.stop();
        graph.join().await
    });
}

#[test]
fn a_joint_has_all_that_comes_in_for_all_that_goes_out() {
    run(async || {
        graphline! {
            ONE   = DataSource::new([1]);
            TWO   = DataSource::new([1]);
            ALL   = PassThrough::new();
            LEFT  = Expect::new([1, 1]);
            RIGHT = Expect::new([1, 1]);

            ONE -> ALL;
            TWO -> ALL;
            ALL.outbox -> [LEFT.inbox, RIGHT.inbox];
        }
        .run()
        .await
    });
}

fn same() -> Comparator<u64, u64, impl FnMut(&u64, &u64) -> bool + Send + 'static> {
    Comparator::new(|a: &u64, b: &u64| a == b)
}

/// Case 301: one answer for each pair, whenever its halves come.
#[test]
fn pairs_are_compared_whenever_their_halves_come() {
    run(async || {
        let (mut left, a) = feed();
        let (mut right, b) = feed();
        let (mut answers, sink) = collect();
        let graph = graphline! {
            A    = a;
            B    = b;
            SAME = same();
            SINK = sink;

            A.outbox -> SAME.in_a;
            B.outbox -> SAME.in_b;
            SAME -> SINK;
        }
        .spawn();
        left.send_all([1, 2]).await?;
        right.send(1).await?;
        assert_eq!(answers.recv().await, Some(true));
        right.send_all([3, 5]).await?;
        assert_eq!(answers.recv().await, Some(false));
        left.send(5).await?;
        assert_eq!(answers.recv().await, Some(true));
        // The other side may still come, but has no partner.
        drop(left);
        assert_eq!(answers.recv().await, None);
        right.closed().await;
        graph.join().await
    });
}

/// Case 301: a hundred that are alike, and a hundred that are not, all of one side
/// first.
#[test]
fn a_side_that_comes_first_waits_for_the_other() {
    for more in [0, 1] {
        run(async || {
            let (mut left, a) = feed();
            let (mut right, b) = feed();
            let (mut answers, sink) = collect();
            let graph = graphline! {
                A    = a;
                B    = b;
                SAME = same();
                SINK = sink;

                A.outbox -> SAME.in_a with unbounded;
                B.outbox -> SAME.in_b;
                SAME -> SINK;
            }
            .spawn();
            left.send_all(0..100).await?;
            all_rest().await;
            assert_eq!(answers.try_recv().ok(), None);
            for number in 0..100 {
                right.send(number + more).await?;
                assert_eq!(answers.recv().await, Some(more == 0));
            }
            drop((left, right));
            graph.join().await
        });
    }
}

/// Case 301.
#[test]
fn a_comparison_ends_when_told_to() {
    for how in [Shutdown::Finish, Shutdown::Now] {
        run(async || {
            let (mut left, a) = feed();
            let (_right, b) = feed();
            let graph = graphline! {
                A    = a;
                B    = b;
                SAME = same();
                SINK = NullSink::new();

                A.outbox -> SAME.in_a;
                B.outbox -> SAME.in_b;
                SAME -> SINK;
            }
            .spawn();
            left.send(1).await?;
            graph.shutdown(how);
            graph.join().await
        });
    }
}

#[test]
fn what_lies_in_a_range_passes_with_both_its_ends() {
    run(async || {
        let number = |n: &i64| *n;
        let stage = RangeFilter::new([2..=3, 7..=7], number);
        expect(stage, 0..10, [2, 3, 7]).await?;
        expect(RangeFilter::new([], number), 0..10, Vec::<i64>::new()).await
    });
}

#[test]
fn messages_are_numbered_in_order_from_any_number() {
    run(async || {
        let numbered = |first: u64| [first, first.wrapping_add(1)].map(|n| Seq { n, item: 'x' });
        expect(TagWithSequenceNumber::new(), ['x'; 2], numbered(0)).await?;
        let stage = TagWithSequenceNumber::new().initial(u64::MAX);
        expect(stage, ['x'; 2], numbered(u64::MAX)).await
    });
}
