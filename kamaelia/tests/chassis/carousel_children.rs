//! What may be a child of a carousel, and how it comes to be one.

use crate::common::{Echo, Source, Take, Tally, all};
use crate::parts::{EndsSlowly, Marks, all_rest, now};
use kamaelia::chassis::{Carousel, Seq};
use kamaelia::prelude::*;
use kamaelia::testing::run;
use std::time::Duration;

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
