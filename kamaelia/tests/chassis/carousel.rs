//! A carousel's children, one after another.

use crate::common::{Take, Tally, all};
use crate::parts::{EndsSlowly, Marks, Stays, all_rest, now};
use kamaelia::chassis::{Carousel, InboxControlledCarousel};
use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia::{Collector, Feeder, Handle};
use std::time::Duration;

/// A carousel of [`Marks`], as it is used from outside.
struct Marked {
    next: Feeder<u64>,
    data: Feeder<u64>,
    results: Collector<u64>,
    requests: Collector<()>,
    /// How many were made.
    made: Tally,
    graph: Handle,
}

fn marked(asks_first: bool) -> Marked {
    let ((next, nexts), (data, datas)) = (feed(), feed());
    let ((results, to_results), (requests, to_requests)) = (collect(), collect());
    let made = Tally::default();
    let tally = made.clone();
    let make = move |number| {
        tally.add();
        Marks::new(number)
    };
    let graph = graphline! {
        NEXT     = nexts;
        DATA     = datas;
        CAROUSEL = Carousel::new(make).make_first_request(asks_first);
        RESULTS  = to_results;
        REQUESTS = to_requests;
        NEXT.outbox -> CAROUSEL.next;
        DATA.outbox -> CAROUSEL.inbox;
        CAROUSEL.outbox -> RESULTS.inbox;
        CAROUSEL.request_next -> REQUESTS.inbox;
    };
    Marked {
        next,
        data,
        results,
        requests,
        made,
        graph: graph.spawn(),
    }
}

// Case 215.
#[test]
fn nobody_runs_before_it_is_told_what() {
    run(|| async {
        let mut marked = marked(false);
        all_rest().await;
        assert_eq!(marked.made.so_far(), 0);
        assert_eq!(now(&mut marked.results), []);
        assert_eq!(now(&mut marked.requests), []);
        drop((marked.next, marked.data));
        marked.graph.join().await
    });
}

// Case 216.
#[test]
fn it_asks_for_the_first_once() {
    run(|| async {
        let mut marked = marked(true);
        all_rest().await;
        assert_eq!(now(&mut marked.requests), [()]);
        marked.next.send(1).await?;
        all_rest().await;
        assert_eq!(now(&mut marked.requests), []);
        marked.graph.stop();
        marked.graph.join().await
    });
}

// Case 217.
#[test]
fn an_idle_one_ends_when_it_is_told_to() {
    run(|| async {
        for shutdown in [Shutdown::Finish, Shutdown::Now] {
            let marked = marked(false);
            all_rest().await;
            marked.graph.shutdown(shutdown);
            marked.graph.join().await?;
        }
        Ok(())
    });
}

// Cases 218 and 223.
#[test]
fn what_comes_in_reaches_the_child_and_what_it_sends_leaves() {
    run(|| async {
        let mut marked = marked(false);
        marked.next.send(3).await?;
        marked.data.send_all([1, 2]).await?;
        all_rest().await;
        assert_eq!(marked.made.so_far(), 1);
        assert_eq!(now(&mut marked.results), [301, 302]);
        drop((marked.next, marked.data));
        marked.graph.join().await
    });
}

// Case 226.
#[test]
fn what_comes_before_the_first_child_is_for_that_one() {
    run(|| async {
        let mut marked = marked(false);
        marked.data.send_all([1, 2]).await?;
        all_rest().await;
        marked.next.send(3).await?;
        drop((marked.next, marked.data));
        assert_eq!(all(&mut marked.results).await, [301, 302]);
        marked.graph.join().await
    });
}

// Case 222.
#[test]
fn a_new_child_comes_when_the_old_one_has_ended() {
    run(|| async {
        let mut marked = marked(false);
        for number in 1..=5 {
            marked.next.send(number).await?;
            all_rest().await;
            assert_eq!(marked.made.so_far() as u64, number);
            marked.data.send(number).await?;
            all_rest().await;
            assert_eq!(now(&mut marked.results), [number * 101]);
        }
        // Nobody ended by itself.
        assert_eq!(now(&mut marked.requests), []);
        drop((marked.next, marked.data));
        marked.graph.join().await
    });
}

// Case 222, with children that take their time.
#[test]
fn the_old_one_has_the_time_to_finish() {
    run(|| async {
        let told = Tally::default();
        let (mut results, sink) = collect();
        let (mut next, source) = feed();
        let tally = told.clone();
        let make = move |number| EndsSlowly::new(number, tally.clone());
        let graph = pipeline![source, InboxControlledCarousel::new(make), sink].spawn();
        next.send(1).await?;
        all_rest().await;
        next.send(2).await?;
        all_rest().await;
        assert_eq!(now(&mut results), [1]);
        assert_eq!(told.so_far(), 1);
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(now(&mut results), [100, 2]);
        drop(next);
        graph.stop();
        assert_eq!(all(&mut results).await, [200]);
        graph.join().await
    });
}

// Case 219.
#[test]
fn a_child_that_ends_by_itself_has_the_next_asked_for() {
    run(|| async {
        let ((mut next, nexts), (mut data, datas)) = (feed(), feed());
        let ((mut results, to_results), (mut requests, to_requests)) = (collect(), collect());
        let graph = graphline! {
            NEXT     = nexts;
            DATA     = datas;
            CAROUSEL = Carousel::new(Take::<u64>::new);
            RESULTS  = to_results;
            REQUESTS = to_requests;
            NEXT.outbox -> CAROUSEL.next;
            DATA.outbox -> CAROUSEL.inbox;
            CAROUSEL.outbox -> RESULTS.inbox;
            CAROUSEL.request_next -> REQUESTS.inbox;
        }
        .spawn();
        next.send(2).await?;
        data.send_all([1, 2, 3]).await?;
        all_rest().await;
        assert_eq!(now(&mut results), [1, 2]);
        assert_eq!(now(&mut requests), [()]);
        // What it has not read is for the next one.
        next.send(2).await?;
        all_rest().await;
        assert_eq!(now(&mut results), [3]);
        assert_eq!(now(&mut requests), []);
        // One waits already when this one ends.
        next.send(1).await?;
        all_rest().await;
        data.send(4).await?;
        all_rest().await;
        assert_eq!(now(&mut results), [4]);
        assert_eq!(now(&mut requests), [()]);
        drop((next, data));
        graph.join().await
    });
}

// Case 224.
#[test]
fn those_that_wait_when_no_more_come_are_made_first() {
    run(|| async {
        let ((mut next, source), (mut results, sink)) = (feed(), collect());
        let made = Tally::default();
        let tally = made.clone();
        let make = move |number| {
            tally.add();
            Stays::new(number)
        };
        let graph = pipeline![source, InboxControlledCarousel::new(make), sink].spawn();
        next.send_all(0..9).await?;
        drop(next);
        all_rest().await;
        assert_eq!(made.so_far(), 9);
        // Those before the last had to make room at once.
        let results = now(&mut results);
        assert!(
            results.is_sorted() && results.ends_with(&[8]),
            "{results:?}"
        );
        graph.stop();
        graph.join().await
    });
}
