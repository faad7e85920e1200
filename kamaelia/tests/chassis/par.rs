//! Components side by side.

use crate::common::{Count, Echo, Source, Take, Tally, all, overdue};
use crate::parts::{Deaf, EndsSlowly, FailsAt, Stays, all_rest, now};
use kamaelia::chassis::Par;
use kamaelia::prelude::*;
use kamaelia::testing::run;

fn sorted(mut all: Vec<u64>) -> Vec<u64> {
    all.sort_unstable();
    all
}

// Case 232.
#[test]
fn four_buttons_are_as_good_as_four_linkages() {
    run(|| async {
        let (mut results, sink) = collect();
        let buttons = (0..4).map(|n| Source::new(vec![n, n + 10]));
        pipeline![Par::of(buttons), sink].run().await?;
        let all = all(&mut results).await;
        for button in 0..4 {
            let own: Vec<u64> = all.iter().copied().filter(|n| n % 10 == button).collect();
            assert_eq!(own, [button, button + 10]);
        }
        assert_eq!(all.len(), 8);
        Ok(())
    });
}

// Case 233.
#[test]
fn nested_ones_that_stop_slowly_are_one_end() {
    run(|| async {
        let (mut results, sink) = collect();
        let told = Tally::default();
        let slow = |n: u64| EndsSlowly::new(n, told.clone());
        let inner = |n| Par::of([slow(n), slow(n + 1)]);
        let graph = pipeline![Par::of([inner(1), inner(3)]).and(slow(5)), sink].spawn();
        all_rest().await;
        assert_eq!(sorted(now(&mut results)), [1, 2, 3, 4, 5]);
        graph.stop();
        assert_eq!(sorted(all(&mut results).await), [100, 200, 300, 400, 500]);
        assert_eq!(told.so_far(), 5);
        graph.join().await
    });
}

// Case 234.
#[test]
fn the_end_of_one_is_not_the_end() {
    run(|| async {
        let (mut results, sink) = collect();
        let graph = pipeline![Par::of([Source::new(vec![1])]).and(Stays::new(2)), sink].spawn();
        all_rest().await;
        assert_eq!(sorted(now(&mut results)), [1, 2]);
        graph.stop();
        assert_eq!(all(&mut results).await, []);
        graph.join().await
    });
}

// Case 235.
#[test]
fn told_to_stop_now_it_ends_after_all_or_after_the_grace_time() {
    run(|| async {
        let (mut results, sink) = collect();
        let told = Tally::default();
        let par = Par::of([EndsSlowly::new(1, told.clone())]).and(Deaf::new(2));
        let graph = graphline! { PAR = par; RESULTS = sink; PAR -> RESULTS; }.spawn();
        all_rest().await;
        graph.shutdown(Shutdown::Now);
        let report = graph.report().await;
        assert_eq!(told.so_far(), 1);
        let late: Vec<&str> = overdue(&report).into_iter().map(|(path, _)| path).collect();
        assert_eq!(late, ["PAR[1]"]);
        assert_eq!(sorted(all(&mut results).await), [1, 2]);
        Ok(())
    });
}

#[test]
fn the_fault_of_one_stops_all() {
    run(|| async {
        let (_results, sink) = collect();
        let graph = graphline! {
            NUMBERS = Count::new();
            PAR     = Par::copying([FailsAt::new(7)]).and(Echo::new());
            RESULTS = sink;
            NUMBERS -> PAR -> RESULTS;
        };
        let stop = graph.run().await.expect_err("7 is too much");
        assert_eq!(stop.as_fault().expect("a fault").path(), "PAR[0]");
        Ok(())
    });
}

#[test]
fn each_may_get_every_message() {
    run(|| async {
        let (mut results, sink) = collect();
        let par = Par::copying([Echo::new(), Echo::new()]).and(Take::new(1));
        pipeline![Source::new(vec![1, 2, 3]), par, sink]
            .run()
            .await?;
        assert_eq!(sorted(all(&mut results).await), [1, 1, 1, 2, 2, 3, 3]);
        Ok(())
    });
}

/// Passes on a message, and then takes a second.
#[derive(Component)]
struct Slow {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Slow {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number).await?;
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
        Ok(())
    }
}

#[test]
fn or_each_message_goes_to_one_who_has_room() {
    run(|| async {
        let (mut results, sink) = collect();
        let par = Par::dealing([Slow::new(), Slow::new()])
            .and(Echo::new())
            .and(Take::new(1));
        pipeline![Source::new((0..1000).collect()), par, sink]
            .run()
            .await?;
        let all = sorted(all(&mut results).await);
        // Who ends early takes what it has not read with it.
        assert!(all.len() > 900 && all.is_sorted(), "{}", all.len());
        let mut once = all.clone();
        once.dedup();
        assert_eq!(once, all);
        Ok(())
    });
}

#[test]
fn when_all_have_enough_who_sends_is_told() {
    run(|| async {
        for copies in [true, false] {
            let (mut results, sink) = collect();
            let takes = [Take::new(2), Take::new(3)];
            match copies {
                true => {
                    pipeline![Count::new(), Par::copying(takes), sink]
                        .run()
                        .await?
                }
                false => {
                    pipeline![Count::new(), Par::dealing(takes), sink]
                        .run()
                        .await?
                }
            }
            assert_eq!(all(&mut results).await.len(), 5);
        }
        Ok(())
    });
}

#[test]
fn when_all_have_enough_who_sends_nothing_more_is_told_too() {
    run(|| async {
        for copies in [true, false] {
            let (mut numbers, source) = feed();
            let (mut results, sink) = collect();
            let one = || Take::new(1);
            let graph = match copies {
                true => pipeline![source, Par::copying([one(), one()]), sink].spawn(),
                false => pipeline![source, Par::dealing([one()]), sink].spawn(),
            };
            numbers.send(7).await?;
            let copies = if copies { 2 } else { 1 };
            assert_eq!(all(&mut results).await.len(), copies);
            graph.join().await?;
            assert!(numbers.is_closed());
        }
        Ok(())
    });
}

#[test]
fn without_anybody_it_ends_at_once() {
    run(|| async {
        let (mut results, sink) = collect::<u64>();
        pipeline![Par::of(Vec::<Source<u64>>::new()), sink]
            .run()
            .await?;
        assert_eq!(all(&mut results).await, []);

        let nobody = Vec::<Echo<u64>>::new;
        let (_numbers, source) = feed();
        pipeline![source, Par::copying(nobody()), collect().1]
            .run()
            .await?;
        let (_numbers, source) = feed();
        pipeline![source, Par::dealing(nobody()), collect().1]
            .run()
            .await
    });
}
