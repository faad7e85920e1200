//! What waits for a time. Hours pass at once: the clock is that of the tests.

use crate::rest::all_rest;
use futures::future::join;
use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia::{Collector, TimedOut};
use kamaelia_std::util::{
    DataSource, Expect, Missed, NullSink, OneShot, Take, Tick, TriggeredOneShot, Watchdog,
};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

const SECOND: Duration = Duration::from_secs(1);

/// What comes out, and how many seconds after the start.
async fn with_times<T: Message>(results: &mut Collector<T>, start: Instant) -> Vec<(f64, T)> {
    let mut all = Vec::new();
    while let Some(message) = results.recv().await {
        all.push((start.elapsed().as_secs_f64(), message));
    }
    all
}

#[test]
fn ticks_come_at_whole_intervals_from_the_start() {
    run(async || {
        for (at_once, expected) in [(false, [2.0, 4.0, 6.0]), (true, [0.0, 2.0, 4.0])] {
            let start = Instant::now();
            let (mut ticks, sink) = collect();
            let graph = pipeline![Tick::new(2 * SECOND).at_once(at_once), Take::new(3), sink];
            let running = graph.spawn();
            let times = with_times(&mut ticks, start).await;
            assert_eq!(times, expected.map(|time| (time, ())));
            running.join().await?;
        }
        Ok(())
    });
}

/// Takes a tick, and has no time for others for a while.
#[derive(Component)]
struct Slow {
    #[inbox]
    inbox: Inbox<()>,
    #[outbox]
    outbox: Outbox<()>,
}

impl Main for Slow {
    async fn main(mut self) -> Outcome {
        let mut pauses = [5500, 0, 0, 0, 0].into_iter();
        while let Some(()) = self.inbox.recv().await {
            self.outbox.send(()).await?;
            sleep(Duration::from_millis(pauses.next().unwrap_or(0))).await;
        }
        Ok(())
    }
}

/// When it has time again, one tick waits on the linkage, one for room on it, and
/// three more were due.
#[test]
fn ticks_that_nobody_took_are_left_out_or_come_late() {
    for (missed, expected) in [
        (Missed::Skip, [1.0, 6.5, 6.5, 6.5, 7.0]),
        (Missed::CatchUp, [1.0, 6.5, 6.5, 6.5, 6.5]),
        (Missed::Delay, [1.0, 6.5, 6.5, 6.5, 7.5]),
    ] {
        run(async || {
            let start = Instant::now();
            let (mut ticks, sink) = collect();
            let running = graphline! {
                CLOCK = Tick::new(SECOND).missed(missed);
                SLOW  = Slow::new();
                FIVE  = Take::new(5);
                SINK  = sink;

                CLOCK.outbox -> SLOW.inbox with capacity(1);
                SLOW -> FIVE -> SINK;
            }
            .spawn();
            let times = with_times(&mut ticks, start).await;
            let times: Vec<f64> = times.into_iter().map(|(time, ())| time).collect();
            assert_eq!(times, expected, "{missed:?}");
            running.join().await
        });
    }
}

#[test]
fn a_clock_and_a_late_message_end_when_told_to_finish_or_to_stop() {
    for how in [Shutdown::Finish, Shutdown::Now] {
        run(async || {
            let graph = graphline! {
                CLOCK = Tick::new(SECOND);
                LATE  = OneShot::new(()).after(3600 * SECOND);
                SINK  = NullSink::new();

                CLOCK -> SINK;
                LATE  -> SINK;
            }
            .spawn();
            let start = Instant::now();
            sleep(SECOND / 2).await;
            graph.shutdown(how);
            graph.join().await?;
            assert_eq!(start.elapsed(), SECOND / 2);
            Ok(())
        });
    }
}

#[test]
fn a_clock_ends_with_its_reader_while_it_waits() {
    run(async || {
        let start = Instant::now();
        let graph = pipeline![Tick::new(3600 * SECOND), Take::new(0), NullSink::new()];
        graph.run().await?;
        assert_eq!(start.elapsed(), Duration::ZERO);
        Ok(())
    });
}

/// The clock is then the machine's, and no test asks it how late it is.
#[test]
fn a_clock_needs_no_runtime() {
    let graph = pipeline![
        Tick::new(Duration::from_millis(1)),
        Take::new(3),
        Expect::new([(), (), ()]),
    ];
    futures::executor::block_on(graph.run()).expect("there is a clock");
}

#[test]
fn a_clock_without_an_interval_is_a_fault_that_names_it() {
    run(async || {
        let graph = graphline! {
            CLOCK = Tick::new(Duration::ZERO);
            SINK  = NullSink::new();

            CLOCK -> SINK;
        };
        let fault = graph.run().await.expect_err("zero is no interval");
        let fault = fault.to_string();
        assert!(fault.starts_with("`CLOCK`"), "{fault}");
        let words = "the parameter `interval` is no time at all; it has to be longer than zero";
        assert!(fault.ends_with(words), "{fault}");
        Ok(())
    });
}

#[test]
fn one_message_leaves_at_once_or_after_a_while() {
    run(async || {
        let start = Instant::now();
        let (mut results, sink) = collect();
        let running = graphline! {
            LATE = OneShot::new("late").after(90 * SECOND);
            SOON = OneShot::new("soon");
            SINK = sink;

            LATE -> SINK;
            SOON -> SINK;
        }
        .spawn();
        let all = with_times(&mut results, start).await;
        assert_eq!(all, [(0.0, "soon"), (90.0, "late")]);
        running.join().await
    });
}

#[test]
fn the_first_message_triggers_and_none_triggers_nothing() {
    run(async || {
        for (count, expected) in [(0, &[][..]), (1, &["go"]), (100, &["go"])] {
            let check = Expect::new(expected.to_vec());
            let source = DataSource::new(0..count);
            pipeline![source, TriggeredOneShot::new("go"), check]
                .run()
                .await?;
        }
        Ok(())
    });
}

/// The alarms of a dog that gets signs of life at these times are checked
/// against `expected`.
async fn alarms(times: &[u32], expected: &[f64]) -> Outcome {
    let start = Instant::now();
    let (mut signs, source) = feed();
    let (mut passed, behind) = collect();
    let (mut alarms, bell) = collect();
    let running = graphline! {
        SIGNS  = source;
        DOG    = Watchdog::new();
        BEHIND = behind;
        BELL   = bell;

        SIGNS -> DOG -> BEHIND;
        DOG.alarm -> BELL.inbox;
    }
    .spawn();
    let sending = async {
        for &time in times {
            sleep_until(start + time * SECOND).await;
            signs.send(time).await?;
        }
        drop(signs);
        Outcome::Ok(())
    };
    let (sent, alarms) = join(sending, with_times(&mut alarms, start)).await;
    sent?;
    let silence = TimedOut(5 * SECOND);
    let expected: Vec<_> = expected.iter().map(|&time| (time, silence)).collect();
    assert_eq!(alarms, expected);
    running.join().await?;
    let mut all = Vec::new();
    passed.recv_many(&mut all, usize::MAX).await;
    assert_eq!(all, times);
    Ok(())
}

#[test]
fn a_silence_is_one_alarm_and_a_message_ends_it() {
    run(async || {
        alarms(&[0, 4, 8, 12], &[]).await?;
        alarms(&[1, 2, 30, 34], &[7.0]).await?;
        alarms(&[20, 40], &[5.0, 25.0]).await
    });
}

#[test]
fn a_dog_ends_with_whom_it_works_for() {
    run(async || {
        // With nobody behind it, that is who hears the alarm.
        let (signs, source) = feed::<u8>();
        graphline! {
            SIGNS = source;
            DOG   = Watchdog::new();
            ONE   = Take::new(1);
            SINK  = NullSink::new();

            SIGNS -> DOG;
            DOG.alarm -> ONE.inbox;
            ONE -> SINK;
        }
        .run()
        .await?;
        assert!(signs.is_closed());

        // Otherwise it is who reads what is passed on.
        let (mut signs, source) = feed();
        signs.send(1).await?;
        graphline! {
            SIGNS = source;
            DOG   = Watchdog::new();
            ONE   = Take::new(1);
            SINK  = NullSink::new();
            DEAF  = Take::new(0);
            NONE  = NullSink::new();

            SIGNS -> DOG -> ONE -> SINK;
            DOG.alarm -> DEAF.inbox;
            DEAF -> NONE;
        }
        .run()
        .await?;
        assert!(signs.is_closed());
        Ok(())
    });
}

#[test]
fn a_dog_that_is_told_to_stop_now_is_silent_itself() {
    run(async || {
        let (_signs, source) = feed::<u8>();
        let (mut alarms, bell) = collect();
        let graph = graphline! {
            SIGNS = source;
            DOG   = Watchdog::new();
            BELL  = bell;

            SIGNS -> DOG;
            DOG.alarm -> BELL.inbox;
        }
        .spawn();
        all_rest().await;
        graph.shutdown(Shutdown::Now);
        graph.join().await?;
        assert_eq!(alarms.recv().await, None);
        Ok(())
    });
}
