//! A component again after a fault.

use crate::common::{Count, Echo, Source, Take, Tally, all};
use crate::parts::{FailsAt, all_rest, now};
use kamaelia::chassis::Restart;
use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia::{Stage, Stop};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

const MILLI: Duration = Duration::from_millis(1);

/// Fails at once, and notes when.
#[derive(Component)]
struct Fails {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    times: Times,
}

#[derive(Clone, Default)]
struct Times(Arc<Mutex<Vec<Instant>>>);

impl Times {
    fn note(&self) {
        self.0
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .push(Instant::now());
    }

    /// How long it was from one to the next.
    fn between(&self) -> Vec<Duration> {
        let times = self.0.lock().unwrap_or_else(|e| e.into_inner());
        times.windows(2).map(|two| two[1] - two[0]).collect()
    }
}

impl Main for Fails {
    async fn main(self) -> Outcome {
        let _open = (self.inbox, self.outbox);
        self.times.note();
        Err(Stop::fault("it always does"))
    }
}

fn millis(times: &[u64]) -> Vec<Duration> {
    times.iter().map(|&millis| MILLI * millis as u32).collect()
}

#[test]
fn it_goes_on_with_what_was_not_read() {
    for panics in [false, true] {
        run(move || async move {
            let (mut results, sink) = collect();
            let ((mut faults, told), numbers) = (collect(), Source::new((0..100).collect()));
            let mut bad = [3, 4, 50].into_iter();
            let make = move || FailsAt::new(bad.next().unwrap_or(u64::MAX)).panics(panics);
            graphline! {
                NUMBERS = numbers;
                GUARD   = Restart::new(make);
                RESULTS = sink;
                FAULTS  = told;
                NUMBERS -> GUARD -> RESULTS;
                GUARD.faults -> FAULTS.inbox;
            }
            .run()
            .await?;
            let expected: Vec<u64> = (0..100).filter(|n| ![3, 4, 50].contains(n)).collect();
            assert_eq!(all(&mut results).await, expected);
            let paths: Vec<_> = all(&mut faults)
                .await
                .into_iter()
                .map(|fault| fault.path)
                .collect();
            assert_eq!(paths, [0, 1, 2].map(|n| format!("GUARD/child[{n}]")));
            Ok(())
        });
    }
}

#[test]
fn delays_grow_and_after_the_limit_the_last_fault_is_its_own() {
    run(|| async {
        let ((_open, source), (mut results, sink)) = (feed(), collect());
        let times = Times::default();
        let noted = times.clone();
        let graph = graphline! {
            SOURCE  = source;
            GUARD   = Restart::new(move || Fails::new(noted.clone()));
            RESULTS = sink;
            SOURCE -> GUARD -> RESULTS;
        };
        let stop = graph.run().await.expect_err("it gives up");
        assert_eq!(stop.as_fault().expect("a fault").path(), "GUARD/child[5]");
        assert_eq!(times.between(), millis(&[100, 200, 400, 800, 1600]));
        assert_eq!(all(&mut results).await, []);
        Ok(())
    });
}

#[test]
fn each_part_of_it_can_be_set() {
    run(|| async {
        let ((_open, source), (_results, sink)) = (feed(), collect());
        let times = Times::default();
        let noted = times.clone();
        let guard = Restart::new(move || Fails::new(noted.clone()))
            .first_delay(MILLI * 10)
            .factor(3.0)
            .greatest_delay(MILLI * 100)
            .limit(4, Duration::from_secs(3600));
        let graph = pipeline![source, guard, sink];
        assert!(graph.run().await.is_err());
        assert_eq!(times.between(), millis(&[10, 30, 90, 100]));
        Ok(())
    });
}

#[test]
fn faults_of_long_ago_are_forgotten() {
    run(|| async {
        let ((mut numbers, source), (mut results, sink)) = (feed(), collect());
        let guard = Restart::new(|| FailsAt::new(13)).limit(2, Duration::from_secs(60));
        let graph = pipeline![source, guard, sink].spawn();
        for _ in 0..20 {
            numbers.send_all([13, 1]).await?;
            tokio::time::sleep(Duration::from_secs(31)).await;
            assert_eq!(now(&mut results), [1]);
        }
        drop(numbers);
        graph.join().await
    });
}

#[test]
fn chance_is_that_of_the_graph() {
    let delays = Arc::new(Mutex::new(Vec::new()));
    let kept = delays.clone();
    run(move || {
        let kept = kept.clone();
        async move {
            let ((_open, source), (_results, sink)) = (feed(), collect());
            let times = Times::default();
            let noted = times.clone();
            let guard = Restart::new(move || Fails::new(noted.clone())).jitter(0.5);
            let graph = graphline! {
                SOURCE = source;
                GUARD  = guard;
                SINK   = sink;
                SOURCE -> GUARD -> SINK;
            };
            assert!(graph.seed(7).run().await.is_err());
            let between = times.between();
            for (delay, most) in between.iter().zip(millis(&[100, 200, 400, 800, 1600])) {
                assert!(*delay <= most + MILLI && *delay >= most / 2, "{delay:?}");
            }
            kept.lock().unwrap_or_else(|e| e.into_inner()).push(between);
            Ok(())
        }
    });
    let delays = delays.lock().unwrap_or_else(|e| e.into_inner());
    assert!(delays.windows(2).all(|two| two[0] == two[1]));
    assert_ne!(delays[0], millis(&[100, 200, 400, 800, 1600]));
}

#[test]
fn the_normal_end_of_its_child_is_its_own() {
    run(|| async {
        let (mut results, sink) = collect();
        let made = Tally::default();
        let tally = made.clone();
        let make = move || {
            tally.add();
            Take::new(2)
        };
        pipeline![Count::new(), Restart::new(make), sink]
            .run()
            .await?;
        assert_eq!(all(&mut results).await, [0, 1]);
        assert_eq!(made.so_far(), 1);
        Ok(())
    });
}

#[test]
fn while_it_waits_it_can_be_told_to_stop_now() {
    run(|| async {
        let ((_open, source), (_results, sink)) = (feed(), collect());
        let guard = Restart::new(|| Fails::new(Times::default()));
        let graph = pipeline![source, guard.first_delay(Duration::from_secs(20)), sink].spawn();
        all_rest().await;
        let before = Instant::now();
        graph.shutdown(Shutdown::Now);
        graph.join().await?;
        assert_eq!(before.elapsed(), Duration::ZERO);
        Ok(())
    });
}

#[test]
fn told_to_finish_it_still_works_on_what_waits() {
    run(|| async {
        let ((mut numbers, source), (mut results, sink)) = (feed(), collect());
        let mut bad = [1].into_iter();
        let make = move || FailsAt::new(bad.next().unwrap_or(u64::MAX));
        let guard = Restart::new(make).first_delay(Duration::from_secs(2));
        let graph = pipeline![source, guard, sink].spawn();
        numbers.send_all([0, 1, 2, 3]).await?;
        all_rest().await;
        assert_eq!(now(&mut results), [0]);
        graph.stop();
        assert_eq!(all(&mut results).await, [2, 3]);
        graph.join().await
    });
}

/// Fails after each number, and has no inbox.
#[derive(Component)]
struct SendsAndFails {
    #[outbox]
    outbox: Outbox<u64>,
    number: u64,
}

impl Main for SendsAndFails {
    async fn main(mut self) -> Outcome {
        self.outbox.send(self.number).await?;
        Err(Stop::fault("out of numbers"))
    }
}

#[test]
fn a_source_ends_while_it_waits_when_it_is_told_to_finish_or_nobody_reads() {
    run(|| async {
        for is_told in [true, false] {
            let (mut results, sink) = collect();
            let mut number = 0;
            let make = move || {
                number += 1;
                SendsAndFails::new(number)
            };
            let source = Restart::new(make).first_delay(Duration::from_secs(2));
            let graph = pipeline![source, sink].spawn();
            tokio::time::sleep(Duration::from_secs(3)).await;
            assert_eq!(now(&mut results), [1, 2]);
            if is_told {
                graph.stop();
            } else {
                drop(results);
            }
            graph.join().await?;
        }
        Ok(())
    });
}

#[test]
fn whatever_is_inside_is_started_anew() {
    run(|| async {
        let (mut results, sink) = collect();
        let mut bad = [10, 20].into_iter();
        let make = move || {
            let fails = FailsAt::new(bad.next().unwrap_or(u64::MAX));
            pipeline![fails, Echo::new()].boxed()
        };
        let numbers = Source::new((0..30).collect());
        pipeline![numbers, Restart::new(make), sink].run().await?;
        let all = all(&mut results).await;
        // What was on its way inside went with it.
        assert!(
            all.ends_with(&[21, 22, 23, 24, 25, 26, 27, 28, 29]),
            "{all:?}"
        );
        assert!(all.is_sorted());
        Ok(())
    });
}
