//! How a test fails, and how it is repeated.

use crate::{BlockingEcho, Echo, Restless, Source, failure, named, two_senders};
use kamaelia::prelude::*;
use kamaelia::testing::{Schedules, expect};
use std::panic::catch_unwind;
use std::process::Command;

#[test]
fn a_deadlock_is_reported_with_who_is_left() {
    let text = failure(|| {
        Schedules::seed(3).run(async || {
            let (_never, source) = feed::<u8>();
            let (_results, sink) = collect();
            graphline! { FEED = source; ECHO = Echo::new(); SINK = sink; FEED -> ECHO -> SINK; }
                .run()
                .await
        })
    });
    assert!(text.contains("seed 3: deadlock"), "{text}");
    assert!(text.contains("not ended: `FEED` ("), "{text}");
    assert!(text.contains("tests/testing/"), "{text}");
    assert!(text.contains("`ECHO`"), "{text}");
}

#[test]
fn a_deadlock_of_threads_is_reported() {
    let text = failure(|| {
        Schedules::seed(3).run(async || {
            let (_never, source) = feed::<u8>();
            let (_results, sink) = collect();
            graphline! {
                FEED     = source;
                BLOCKING = BlockingEcho::new();
                THREAD   = Echo::new() on thread;
                SINK     = sink;
                FEED -> BLOCKING -> THREAD -> SINK;
            }
            .run()
            .await
        })
    });
    assert!(text.contains("deadlock"), "{text}");
    assert!(text.contains("`BLOCKING`"), "{text}");
}

#[test]
fn a_run_without_an_end_is_reported() {
    let text = failure(|| {
        Schedules::seed(3).turns(1000).run(async || {
            let (_results, sink) = collect();
            graphline! { RESTLESS = Restless::new(); SINK = sink; RESTLESS -> SINK; }
                .run()
                .await
        })
    });
    assert!(text.contains("1000 turns"), "{text}");
    assert!(text.contains("`RESTLESS`"), "{text}");
}

/// Panics at its first message.
#[derive(Component)]
struct Panicking {
    #[inbox]
    inbox: Inbox<u8>,
    #[outbox]
    outbox: Outbox<u8>,
}

impl Main for Panicking {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            assert!(self.outbox.is_closed(), "message {message} is too much");
        }
        Ok(())
    }
}

#[test]
fn an_error_and_a_panic_are_reported_with_the_seed() {
    let texts = [
        failure(|| Schedules::seed(3).run(async || Err(kamaelia::Stop::fault("too much")))),
        failure(|| Schedules::seed(3).run(async || panic!("too much"))),
        failure(|| Schedules::seed(3).run(async || panic!("too {}", "much"))),
        failure(|| Schedules::seed(3).run(|| expect(Panicking::new(), [1], [0; 0]))),
        failure(|| {
            Schedules::seed(3).run(async || {
                let (_results, sink) = collect();
                pipeline![Source::new(vec![1]), Panicking::new() on task, sink]
                    .run()
                    .await
            })
        }),
    ];
    for text in texts {
        assert!(text.contains("seed 3"), "{text}");
        assert!(text.contains("too much"), "{text}");
        assert_eq!(named(&text, "KAMAELIA_SEED"), "3");
    }
}

#[test]
fn a_test_that_sends_to_nobody_has_not_passed() {
    let text = failure(|| {
        Schedules::seed(3).run(async || {
            let (mut feeder, source) = feed();
            drop(source);
            feeder.send(1).await?;
            Ok(())
        })
    });
    assert!(text.contains("ended early"), "{text}");
}

/// Fails under some schedules. Not a test: others run it.
#[test]
#[ignore = "fails under some schedules, as it should"]
fn fails_under_some_seeds() {
    let explored = Schedules::random(30).run(alternates);
    println!("passed under {}", explored.schedules);
}

#[test]
#[ignore = "fails under some schedules, as it should"]
fn fails_under_some_paths() {
    let explored = Schedules::exhaustive().run(alternates);
    println!("passed under {}", explored.schedules);
}

async fn alternates() -> Outcome {
    let order = two_senders().await?;
    assert_ne!(order, [2, 1, 1, 2]);
    Ok(())
}

/// What a test of this file says in a process of its own, with a variable set.
fn says(test: &str, variable: &str, value: &str) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env_remove("KAMAELIA_SEED")
        .env_remove("KAMAELIA_SCHEDULE")
        .env(variable, value)
        .output()
        .unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn the_environment_names_the_one_schedule_to_run() {
    let passes = |seed| catch_unwind(|| Schedules::seed(seed).run(alternates)).is_ok();
    let seed = (0..30).find(|&seed| passes(seed)).unwrap();
    for (test, variable, passing) in [
        (
            "failures::fails_under_some_seeds",
            "KAMAELIA_SEED",
            seed.to_string(),
        ),
        (
            "failures::fails_under_some_paths",
            "KAMAELIA_SCHEDULE",
            "0".to_owned(),
        ),
    ] {
        let all = says(test, variable, "");
        let again = all.lines().find(|line| line.contains(variable)).unwrap();
        assert!(again.ends_with(&format!("cargo test {test}")), "{again}");
        let value = named(again, variable);
        assert!(says(test, variable, value).contains(again), "{value}");

        assert!(says(test, variable, &passing).contains("passed under 1"));
    }
}
