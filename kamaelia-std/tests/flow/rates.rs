//! What goes by the clock. Hours pass at once: the clock is that of the tests.

use crate::{fault, with_times};
use futures::future::join;
use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia_std::flow::{ByteRateRequest, Chunk, MessageRateLimit};
use kamaelia_std::types::{Amount, Rate};
use kamaelia_std::util::{DataSource, Expect, NullSink, Take};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn messages_leave_at_the_rate_and_not_faster() {
    run(async || {
        let start = Instant::now();
        let (mut results, sink) = collect();
        let source = DataSource::new(0..9);
        let graph = pipeline![source, MessageRateLimit::new(4.0).buffer(0), sink].spawn();
        let all = with_times(&mut results, start).await;
        let expected: Vec<_> = (0..9).map(|n| (f64::from(n) / 4.0, n)).collect();
        assert_eq!(all, expected);
        graph.join().await
    });
}

#[test]
fn the_rate_is_kept_where_the_clock_is_coarser_than_it() {
    run(async || {
        let start = Instant::now();
        let graph = pipeline![
            DataSource::new(0..600),
            MessageRateLimit::new(3000.0),
            Expect::new(0..600),
        ];
        graph.run().await?;
        let late = start.elapsed().abs_diff(SECOND / 5);
        assert!(late <= Duration::from_millis(2), "{late:?}");
        Ok(())
    });
}

/// Sends messages at these times, in milliseconds; gives when they came out.
async fn paced(stage: MessageRateLimit<u64>, times: &[u64]) -> Vec<u64> {
    let start = Instant::now();
    let (mut feeder, source) = feed();
    let (mut results, sink) = collect();
    let graph = pipeline![source, stage, sink].spawn();
    let sending = async {
        for &time in times {
            sleep_until(start + Duration::from_millis(time)).await;
            feeder.send(time).await.expect("it is read");
        }
        drop(feeder);
    };
    let ((), all) = join(sending, with_times(&mut results, start)).await;
    graph.join().await.expect("nothing is wrong with it");
    assert!(all.iter().map(|one| one.1).eq(times.iter().copied()));
    all.iter()
        .map(|one| (one.0 * 1000.0).round() as u64)
        .collect()
}

#[test]
fn a_full_buffer_makes_an_uneven_stream_even() {
    run(async || {
        let uneven = [0, 10, 20, 500, 510, 520, 1000];
        let stage = MessageRateLimit::new(10.0).buffer(3);
        let even = [20, 120, 220, 500, 600, 700, 1000];
        assert_eq!(paced(stage, &uneven).await, even);
        let stage = MessageRateLimit::new(10.0).buffer(5);
        let even = [510, 610, 710, 810, 910, 1010, 1110];
        assert_eq!(paced(stage, &uneven).await, even);
        Ok(())
    });
}

#[test]
fn a_stream_that_is_shorter_than_the_buffer_leaves_at_its_end() {
    run(async || {
        let stage = MessageRateLimit::new(10.0);
        assert_eq!(paced(stage, &[0, 50, 300]).await, [300, 400, 500]);
        Ok(())
    });
}

#[test]
fn a_limit_ends_with_its_reader_and_when_told_to_stop() {
    run(async || {
        // It is at rest, between two messages of which one is there.
        let (mut feeder, source) = feed();
        feeder.send_all([1, 2]).await?;
        let limit = || MessageRateLimit::new(1e-6).buffer(0);
        let start = Instant::now();
        pipeline![source, limit(), Take::new(1), NullSink::new()]
            .run()
            .await?;
        assert!(feeder.is_closed());

        let (mut feeder, source) = feed();
        feeder.send_all([1, 2]).await?;
        let graph = pipeline![source, limit(), NullSink::new()].spawn();
        sleep(SECOND).await;
        graph.shutdown(Shutdown::Now);
        graph.join().await?;
        assert_eq!(start.elapsed(), SECOND);
        Ok(())
    });
}

#[test]
fn a_rate_that_is_none_is_a_fault_that_names_it() {
    for rate in [0.0, -2.0, f64::NAN, f64::INFINITY] {
        let fault = fault(0..9, MessageRateLimit::new(rate));
        let words = "the parameter `messages_per_second` is not a rate; \
                     it has to be a number above zero";
        assert!(fault.ends_with(words), "{fault}");
    }
}

/// The requests of the first seconds, and when they came.
async fn requests(stage: ByteRateRequest, count: usize) -> Vec<(f64, usize)> {
    let start = Instant::now();
    let (mut results, sink) = collect();
    let graph = pipeline![stage, Take::new(count), sink].spawn();
    let all = with_times(&mut results, start).await;
    graph.join().await.expect("nothing is wrong with it");
    all.into_iter()
        .map(|(time, Amount(amount))| (time, amount))
        .collect()
}

/// Case 304.
#[test]
fn requests_of_a_size_come_at_even_times() {
    run(async || {
        let stage = ByteRateRequest::new().rate(100.0).chunk(Chunk::Size(25));
        let even = [(0.0, 25), (0.25, 25), (0.5, 25), (0.75, 25), (1.0, 25)];
        assert_eq!(requests(stage, 5).await, even);
        let often = [(0.0, 10_000), (0.1, 10_000), (0.2, 10_000)];
        assert_eq!(requests(ByteRateRequest::new(), 3).await, often);
        Ok(())
    });
}

/// Case 305.
#[test]
fn what_does_not_divide_evens_out() {
    run(async || {
        let stage = ByteRateRequest::new().rate(100.0).chunk(Chunk::Rate(3.0));
        let amounts = requests(stage, 6).await.into_iter().map(|one| one.1);
        assert_eq!(amounts.collect::<Vec<_>>(), [33, 33, 34, 33, 33, 34]);
        Ok(())
    });
}

/// Case 305: half a byte is owed each time.
#[test]
fn what_is_left_of_half_a_byte_comes_with_the_next() {
    run(async || {
        let stage = ByteRateRequest::new().rate(100.0).chunk(Chunk::Rate(8.0));
        let halves = [(0.0, 12), (0.125, 13), (0.25, 12), (0.375, 13)];
        assert_eq!(requests(stage, 4).await, halves);
        Ok(())
    });
}

/// Takes one request, and no more for more than a second.
#[derive(Component)]
struct Freezes {
    #[inbox]
    inbox: Inbox<Amount>,
    #[outbox]
    outbox: Outbox<Amount>,
}

impl Main for Freezes {
    async fn main(mut self) -> Outcome {
        let mut freeze = Duration::from_millis(1280);
        while let Some(amount) = self.inbox.recv().await {
            self.outbox.send(amount).await?;
            sleep(std::mem::take(&mut freeze)).await;
        }
        Ok(())
    }
}

/// Case 304: 25 of those that were late had been sent, 25 more were held, and the
/// rest is made up for.
#[test]
fn what_is_late_is_asked_for_in_pieces_or_at_once() {
    for (aggregate, expected) in [
        (false, &[0, 1280, 1280, 1280, 1280, 1280, 1500][..]),
        (true, &[0, 1280, 1280, 1280, 1500, 1750, 2000]),
    ] {
        run(async || {
            let start = Instant::now();
            let (mut results, sink) = collect();
            let graph = graphline! {
                ASK    = ByteRateRequest::new()
                    .rate(100.0)
                    .chunk(Chunk::Size(25))
                    .aggregate(aggregate);
                FREEZE = Freezes::new();
                SEVEN  = Take::new(7);
                SINK   = sink;

                ASK.outbox -> FREEZE.inbox with capacity(1);
                FREEZE -> SEVEN -> SINK;
            }
            .spawn();
            let all = with_times(&mut results, start).await;
            let times: Vec<u64> = all
                .iter()
                .map(|one| (one.0 * 1000.0).round() as u64)
                .collect();
            assert_eq!(times, expected);
            let amounts = all.iter().map(|(_, Amount(amount))| *amount);
            let late = if aggregate { 75 } else { 25 };
            assert_eq!(amounts.collect::<Vec<_>>(), [25, 25, 25, late, 25, 25, 25]);
            graph.join().await
        });
    }
}

/// Sends rates at these times, and gives the requests up to the last of them.
async fn with_rates(stage: ByteRateRequest, rates: &[(f64, f64)]) -> Vec<(f64, usize)> {
    let start = Instant::now();
    let (mut feeder, source) = feed();
    let (mut results, sink) = collect();
    let graph = pipeline![source, stage, sink].spawn();
    let sending = async {
        for &(time, rate) in rates {
            sleep_until(start + Duration::from_secs_f64(time)).await;
            feeder.send(Rate(rate)).await.expect("it is read");
        }
        drop(feeder);
    };
    let ((), all) = join(sending, with_times(&mut results, start)).await;
    graph.join().await.expect("nothing is wrong with it");
    all.into_iter()
        .map(|(time, Amount(amount))| (time, amount))
        .collect()
}

/// Case 307.
#[test]
fn the_old_rate_counts_up_to_the_moment_of_the_new_one() {
    run(async || {
        let stage = || ByteRateRequest::new().rate(100.0).chunk(Chunk::Size(50));
        let all = with_rates(stage(), &[(0.75, 200.0), (1.2, 200.0)]).await;
        assert_eq!(all, [(0.0, 50), (0.5, 50), (0.875, 50), (1.125, 50)]);
        // A pause, and what was owed before it.
        let all = with_rates(stage(), &[(0.25, 0.0), (10.0, 100.0), (10.9, 100.0)]).await;
        assert_eq!(all, [(0.0, 50), (10.25, 50), (10.75, 50)]);
        Ok(())
    });
}

/// Case 307: a rate that is the same changes nothing, however often it is said.
#[test]
fn the_same_rate_again_changes_nothing() {
    run(async || {
        let stage = ByteRateRequest::new().rate(100.0).chunk(Chunk::Size(25));
        let again = [0.85, 1.05, 1.1, 1.15, 1.3].map(|time| (time, 100.0));
        let even = [0.0, 0.25, 0.5, 0.75, 1.0, 1.25].map(|time| (time, 25));
        assert_eq!(with_rates(stage, &again).await, even);
        Ok(())
    });
}

/// Case 307: a quarter of a second at twice the rate makes all the rest come a
/// quarter of a second earlier.
#[test]
fn each_rate_counts_for_as_long_as_it_held() {
    run(async || {
        let stage = ByteRateRequest::new().rate(10.0).chunk(Chunk::Size(10));
        let rates = [(2.15, 20.0), (2.4, 10.0), (4.0, 10.0)];
        let times = [0.0, 1.0, 2.0, 2.75, 3.75].map(|time| (time, 10));
        assert_eq!(with_rates(stage, &rates).await, times);
        Ok(())
    });
}

#[test]
fn a_new_rate_that_is_none_is_a_fault_that_names_the_inbox() {
    for rate in [-1.0, f64::NAN] {
        run(async || {
            let (mut rates, source) = feed();
            rates.send(Rate(rate)).await?;
            let graph = graphline! {
                RATES = source;
                ASK   = ByteRateRequest::new();
                SINK  = NullSink::new();

                RATES -> ASK -> SINK;
            };
            let fault = graph.run().await.expect_err("it is no rate").to_string();
            assert!(fault.starts_with("`ASK`"), "{fault}");
            let words = "came to `inbox`; send 0 to pause, or a number above it";
            assert!(fault.ends_with(words), "{fault}");
            Ok(())
        });
    }
}

#[test]
fn parameters_that_ask_for_nothing_are_faults_that_name_them() {
    for (stage, words) in [
        (
            ByteRateRequest::new().rate(-1.0),
            "the parameter `rate` is not a rate",
        ),
        (
            ByteRateRequest::new().chunk(Chunk::Size(0)),
            "the parameter `chunk` is a size of 0",
        ),
        (
            ByteRateRequest::new().chunk(Chunk::Rate(0.0)),
            "the parameter `chunk` is not a rate",
        ),
        (
            ByteRateRequest::new().chunk(Chunk::Rate(1e9)),
            "the parameter `chunk` is a rate of more than 1,000 in a second",
        ),
    ] {
        let outcome = futures::executor::block_on(pipeline![stage, NullSink::new()].run());
        let fault = outcome.expect_err("it cannot work").to_string();
        assert!(fault.contains(words), "{fault}");
    }
}

#[test]
fn who_asks_ends_when_told_and_with_its_reader() {
    for how in [Shutdown::Finish, Shutdown::Now] {
        run(async || {
            let start = Instant::now();
            let graph = pipeline![ByteRateRequest::new(), NullSink::new()].spawn();
            sleep(SECOND).await;
            graph.shutdown(how);
            graph.join().await?;

            let (rates, source) = feed();
            let slow = ByteRateRequest::new().chunk(Chunk::Rate(0.001));
            pipeline![source, slow, Take::new(1), NullSink::new()]
                .run()
                .await?;
            assert!(rates.is_closed());
            assert_eq!(start.elapsed(), SECOND);
            Ok(())
        });
    }
}
