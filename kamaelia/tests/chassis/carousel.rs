//! A carousel's children, one after another.

use crate::common::{Echo, Source, Take, Tally, all};
use crate::parts::{EndsSlowly, Marks, Stays, all_rest, now};
use kamaelia::chassis::{Carousel, InboxControlledCarousel, Seq};
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

/// Says at `signal` that it has finished, and goes on.
#[derive(Component)]
struct Signals {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    #[outbox(optional)]
    signal: Outbox<Shutdown>,
}

impl Main for Signals {
    async fn main(mut self) -> Outcome {
        self.signal.send(Shutdown::Finish).await?;
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

// Case 220.
#[test]
fn what_a_child_says_at_its_signal_leads_nowhere() {
    run(|| async {
        let ((mut next, nexts), (mut data, datas)) = (feed(), feed());
        let ((mut results, to_results), (mut requests, to_requests)) = (collect(), collect());
        let (mut signals, to_signals) = collect();
        let graph = graphline! {
            NEXT     = nexts;
            DATA     = datas;
            CAROUSEL = Carousel::new(|()| Signals::new());
            RESULTS  = to_results;
            REQUESTS = to_requests;
            SIGNALS  = to_signals;
            NEXT.outbox -> CAROUSEL.next;
            DATA.outbox -> CAROUSEL.inbox;
            CAROUSEL.outbox -> RESULTS.inbox;
            CAROUSEL.request_next -> REQUESTS.inbox;
            CAROUSEL.signal -> SIGNALS.inbox;
        }
        .spawn();
        next.send(()).await?;
        data.send(7).await?;
        all_rest().await;
        assert_eq!(now(&mut results), [7]);
        assert_eq!(now(&mut requests), []);
        assert_eq!(now(&mut signals), []);
        drop((next, data));
        assert_eq!(all(&mut signals).await, [Shutdown::Finish]);
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

// Case 230. The standard components have it as a prefab.
#[test]
fn a_chooser_gives_it_one_child_after_another() {
    run(|| async {
        let (mut results, sink) = collect();
        graphline! {
            CHOOSER  = Gives::new(3);
            CAROUSEL = Carousel::new(|n: u64| Source::new(vec![n, n * 10])).make_first_request(true);
            RESULTS  = sink;
            CHOOSER.outbox -> CAROUSEL.next;
            CAROUSEL.request_next -> CHOOSER.inbox with unbounded;
            CAROUSEL.outbox -> RESULTS.inbox;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [0, 0, 1, 10, 2, 20]);
        Ok(())
    });
}

/// Gives a number when it is asked, so many times.
#[derive(Component)]
struct Gives {
    #[inbox]
    inbox: Inbox<()>,
    #[outbox]
    outbox: Outbox<u64>,
    count: u64,
}

impl Main for Gives {
    async fn main(mut self) -> Outcome {
        for number in 0..self.count {
            if self.inbox.recv().await.is_none() {
                break;
            }
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

/// Learns the format of a song from its head, and sends the rest of it on.
#[derive(Component)]
struct Decode {
    #[outbox]
    format: Outbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    songs: Vec<(u64, Vec<u64>)>,
}

impl Main for Decode {
    async fn main(mut self) -> Outcome {
        for (format, samples) in self.songs {
            self.format.send(format).await?;
            self.outbox.send_all(samples).await?;
        }
        Ok(())
    }
}

// Case 231.
#[test]
fn a_player_that_is_made_for_a_format_gets_the_first_samples_too() {
    run(|| async {
        let (mut results, sink) = collect();
        graphline! {
            DECODE  = Decode::new(vec![(4, vec![1, 2, 3])]);
            PLAY    = Carousel::new(Marks::new);
            RESULTS = sink;
            DECODE.format -> PLAY.next with unbounded;
            DECODE -> PLAY -> RESULTS;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [401, 402, 403]);
        Ok(())
    });
}

#[test]
fn who_is_to_make_room_reads_nothing_more() {
    run(|| async {
        let ((mut next, nexts), (mut data, datas)) = (feed(), feed());
        let (mut results, to_results) = collect();
        // Each passes on one message, and then waits for something else.
        let make = |number| {
            Seq::stage()
                .then(Take::new(1))
                .then(EndsSlowly::new(number, Tally::default()))
        };
        let graph = graphline! {
            NEXT     = nexts;
            DATA     = datas;
            CAROUSEL = Carousel::new(make);
            RESULTS  = to_results;
            NEXT.outbox -> CAROUSEL.next;
            DATA.outbox -> CAROUSEL.inbox;
            CAROUSEL.outbox -> RESULTS.inbox;
        }
        .spawn();
        data.send_all(1..=3).await?;
        next.send_all([1000, 2000]).await?;
        tokio::time::sleep(Duration::from_secs(5)).await;
        let results = now(&mut results);
        // The first may be told to make room before it has read anything.
        assert!(results.ends_with(&[2000]), "{results:?}");
        let read: Vec<u64> = results.iter().copied().filter(|n| *n < 10).collect();
        assert!(read.is_sorted() && read.len() <= 2, "{results:?}");
        drop((next, data));
        graph.shutdown(Shutdown::Now);
        graph.join().await
    });
}

#[test]
fn a_pipeline_may_be_a_child() {
    run(|| async {
        let ((mut next, nexts), (mut data, datas)) = (feed(), feed());
        let (mut results, to_results) = collect();
        let make = |number| pipeline![Echo::new(), Marks::new(number), Echo::new()];
        let graph = graphline! {
            NEXT     = nexts;
            DATA     = datas;
            CAROUSEL = Carousel::new(make);
            RESULTS  = to_results;
            NEXT.outbox -> CAROUSEL.next;
            DATA.outbox -> CAROUSEL.inbox;
            CAROUSEL.outbox -> RESULTS.inbox;
        }
        .spawn();
        for number in 1..5 {
            next.send(number).await?;
            all_rest().await;
            data.send_all([number, 10]).await?;
            all_rest().await;
            assert_eq!(now(&mut results), [number * 101, number * 100 + 10]);
        }
        drop((next, data));
        graph.join().await
    });
}
