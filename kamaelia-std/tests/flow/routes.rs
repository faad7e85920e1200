//! Which way messages go.

use crate::Busy;
use kamaelia::prelude::*;
use kamaelia::testing::{Schedules, expect, run};
use kamaelia_std::flow::{Balancer, Deal, FilterTag, Partition, Router, Tag};
use kamaelia_std::types::{Tagged, Uid};
use kamaelia_std::util::{DataSource, Expect, NullSink, PassThrough, Take};

#[test]
fn messages_are_parted_in_two_with_none_lost() {
    run(async || {
        graphline! {
            NUMBERS = DataSource::new(0..300);
            SMALL   = Partition::new(|n: &u64| *n < 10);
            FEW     = Expect::new(0..10);
            MANY    = Expect::new(10..300);

            NUMBERS -> SMALL;
            SMALL.outbox -> FEW.inbox with capacity(1);
            SMALL.rest   -> MANY.inbox with capacity(1);
        }
        .run()
        .await
    });
}

#[test]
fn one_side_goes_on_without_the_other_and_none_without_both() {
    run(async || {
        let (mut numbers, source) = feed();
        let graph = graphline! {
            NUMBERS = source;
            EVEN    = Partition::new(|n: &u64| n.is_multiple_of(2));
            TWO     = Take::new(2);
            EVENS   = Expect::new([0, 2]);
            THREE   = Take::new(3);
            ODDS    = Expect::new([1, 101, 103]);

            NUMBERS -> EVEN -> TWO -> EVENS;
            EVEN.rest -> THREE.inbox;
            THREE -> ODDS;
        }
        .spawn();
        numbers.send_all([0, 1, 2]).await?;
        numbers.send_all((4..100).step_by(2)).await?;
        numbers.send_all([101, 103]).await?;
        graph.join().await?;
        assert!(numbers.is_closed());
        Ok(())
    });
}

#[test]
fn a_message_goes_wherever_a_rule_fits() {
    run(async || {
        graphline! {
            NUMBERS = DataSource::new(0..100);
            ROUTE   = Router::new()
                .rule(|n: &u64| n.is_multiple_of(2))
                .rule(|n: &u64| *n < 3)
                .rule(|_: &u64| false);
            EVEN    = Expect::new((0..100).step_by(2));
            SMALL   = Expect::new([0, 1, 2]);
            NEVER   = Expect::new([]);
            REST    = Expect::new((3..100).step_by(2));

            NUMBERS -> ROUTE;
            ROUTE.outbox[0] -> EVEN.inbox;
            ROUTE.outbox[1] -> SMALL.inbox;
            ROUTE.outbox[2] -> NEVER.inbox;
            ROUTE.rest      -> REST.inbox;
        }
        .run()
        .await
    });
}

#[test]
fn a_rule_may_remember_and_what_fits_none_may_go_nowhere() {
    run(async || {
        let mut before = 0;
        graphline! {
            NUMBERS = DataSource::new([1, 5, 2, 9, 3]);
            ROUTE   = Router::new().rule(move |n: &u64| *n > std::mem::replace(&mut before, *n));
            RISES   = Expect::new([1, 5, 9]);

            NUMBERS -> ROUTE;
            ROUTE.outbox[0] -> RISES.inbox;
        }
        .run()
        .await
    });
}

#[test]
fn a_router_ends_when_nobody_is_left_to_route_to() {
    run(async || {
        let (mut numbers, source) = feed();
        let graph = graphline! {
            NUMBERS = source;
            ROUTE   = Router::new().rule(|_: &u64| true).rule(|_: &u64| true);
            ONE     = Take::new(1);
            LEFT    = Expect::new([7]);
            TWO     = Take::new(2);
            RIGHT   = Expect::new([7, 8]);

            NUMBERS -> ROUTE;
            ROUTE.outbox[0] -> ONE.inbox;
            ROUTE.outbox[1] -> TWO.inbox;
            ONE -> LEFT;
            TWO -> RIGHT;
        }
        .spawn();
        numbers.send_all([7, 8]).await?;
        graph.join().await?;
        assert!(numbers.is_closed());
        Ok(())
    });
}

#[test]
fn an_outbox_of_a_rule_that_is_not_linked_is_an_error_at_start() {
    let graph = graphline! {
        NUMBERS = DataSource::new(0..3);
        ROUTE   = Router::new().rule(|_: &u64| true).rule(|_: &u64| true);
        SINK    = NullSink::new();

        NUMBERS -> ROUTE;
        ROUTE.outbox[0] -> SINK.inbox;
    };
    let fault = futures::executor::block_on(graph.run()).expect_err("one is not linked");
    let fault = fault.to_string();
    assert!(fault.contains("`ROUTE.outbox[1]` is not linked"), "{fault}");
}

#[test]
fn workers_get_their_shares_in_turn() {
    run(async || {
        graphline! {
            NUMBERS = DataSource::new(0..300);
            DEAL    = Balancer::new(3);
            A       = Expect::new((0..300).step_by(3));
            B       = Expect::new((1..300).step_by(3));
            C       = Expect::new((2..300).step_by(3));

            NUMBERS -> DEAL;
            DEAL.outbox[0] -> A.inbox;
            DEAL.outbox[1] -> B.inbox with capacity(1);
            DEAL.outbox[2] -> C.inbox;
        }
        .run()
        .await
    });
}

#[test]
fn a_worker_who_has_ended_is_passed_over() {
    for deal in [Deal::InTurn, Deal::ToWhoHasRoom] {
        run(async || {
            let (mut numbers, source) = feed();
            let (mut results, sink) = collect();
            let graph = graphline! {
                NUMBERS = source;
                DEAL    = Balancer::new(2).deal(deal);
                NONE    = Take::new(0);
                NOTHING = NullSink::new();
                SINK    = sink;

                NUMBERS -> DEAL;
                DEAL.outbox[0] -> NONE.inbox with capacity(1);
                DEAL.outbox[1] -> SINK.inbox with capacity(1);
                NONE -> NOTHING;
            }
            .spawn();
            // Whatever was for the one who went is his; the others get the rest.
            numbers.send_all(0..10).await?;
            let mut last = 0;
            while last < 9 {
                last = results.recv().await.expect("there is a worker");
            }
            drop(results);
            numbers.closed().await;
            graph.join().await
        });
    }
}

#[test]
fn a_worker_who_is_busy_may_be_passed_over() {
    run(async || {
        let (mut results, sink) = collect();
        let graph = graphline! {
            NUMBERS = DataSource::new(0..100);
            DEAL    = Balancer::new(2).deal(Deal::ToWhoHasRoom);
            BUSY    = Busy::new();
            SINK    = sink;

            NUMBERS -> DEAL;
            DEAL.outbox[0] -> BUSY.inbox with capacity(1);
            DEAL.outbox[1] -> SINK.inbox with capacity(1);
        }
        .spawn();
        let mut all = Vec::new();
        while let Some(number) = results.recv().await {
            all.push(number);
        }
        // One it has begun, and one waits for it.
        assert!(all.len() >= 98, "{all:?}");
        assert!(all.is_sorted());
        graph.shutdown(Shutdown::Now);
        graph.join().await
    });
}

#[test]
fn work_without_workers_is_a_fault() {
    run(async || {
        let graph = graphline! {
            NUMBERS = DataSource::new(0..100);
            DEAL    = Balancer::new(0);

            NUMBERS -> DEAL;
        };
        let fault = graph.run().await.expect_err("nobody works").to_string();
        assert!(fault.contains("the parameter `outbox` is empty"), "{fault}");
        Ok(())
    });
}

#[test]
fn tags_are_put_on_and_taken_off() {
    run(async || {
        let tagged = |tag, item| Tagged { tag, item };
        expect(Tag::new('a'), [1, 2], [tagged('a', 1), tagged('a', 2)]).await?;
        let said = [tagged('a', 1), tagged('b', 2), tagged('a', 3)];
        expect(FilterTag::new('a'), said, [2]).await
    });
}

/// Two who hear everything that is said.
#[test]
fn one_does_not_hear_oneself() {
    run(async || {
        let (me, you) = (Uid::unique(), Uid::unique());
        assert_ne!(me, you);
        graphline! {
            ME    = DataSource::new(["hi"]);
            YOU   = DataSource::new(["hello"]);
            MINE  = Tag::new(me);
            YOURS = Tag::new(you);
            I     = FilterTag::new(me);
            THEY  = FilterTag::new(you);
            HEARD = Expect::new(["hello"]);
            HEARS = Expect::new(["hi"]);

            ME -> MINE;
            YOU -> YOURS;
            MINE.outbox -> [I.inbox, THEY.inbox];
            YOURS.outbox -> [I.inbox, THEY.inbox];
            I -> HEARD;
            THEY -> HEARS;
        }
        .run()
        .await
    });
}

/// Whoever goes on first: no number is lost, and none comes twice.
#[test]
fn dealing_is_right_in_every_order() {
    let explored = Schedules::exhaustive().limit(500).run(async || {
        let (mut left, a) = collect();
        let (mut right, b) = collect();
        graphline! {
            NUMBERS = DataSource::new(0..4);
            DEAL    = Balancer::new(2).deal(Deal::ToWhoHasRoom);
            ONE     = PassThrough::new();
            TWO     = PassThrough::new();
            A       = a;
            B       = b;

            NUMBERS -> DEAL;
            DEAL.outbox[0] -> ONE.inbox with capacity(1);
            DEAL.outbox[1] -> TWO.inbox with capacity(1);
            ONE -> A;
            TWO -> B;
        }
        .run()
        .await?;
        let mut all = Vec::new();
        left.recv_many(&mut all, 9).await;
        right.recv_many(&mut all, 9).await;
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3]);
        Ok(())
    });
    assert!(explored.schedules > 100, "{explored:?}");
}
