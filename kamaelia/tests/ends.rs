//! How components, rings and graphs end.

mod common;

use common::{Count, Echo, Source, Take, all, run};
use kamaelia::prelude::*;
use kamaelia::testing::Schedules;

#[test]
fn a_graph_ends_with_its_last_component_and_nothing_is_lost() {
    run(async {
        let (mut results, sink) = collect();
        let numbers: Vec<u64> = (0..10_000).collect();
        pipeline![Source::new(numbers.clone()), Echo::new(), Echo::new(), sink]
            .run()
            .await?;
        assert_eq!(all(&mut results).await, numbers);
        Ok(())
    });
}

// 185: the consumer ends first, the source is endless. The original never ends.
#[test]
fn a_reader_that_ends_stops_its_senders() {
    run(async {
        let (mut results, sink) = collect();
        pipeline![Count::new(), Echo::new(), Take::new(3), sink]
            .run()
            .await?;
        assert_eq!(all(&mut results).await, [0, 1, 2]);
        Ok(())
    });
}

// 92: a graph without components.
#[test]
fn an_empty_graph_ends_at_once() {
    run(async { graphline! {}.run().await });
}

// 189, 191: no linkages, which is a warning: the components run all the same.
#[test]
#[expect(deprecated, reason = "the warning of a component that is never linked")]
fn a_graph_of_components_without_linkages_runs_them_all() {
    #[derive(Component)]
    struct Say {
        says: futures::channel::mpsc::UnboundedSender<u8>,
        what: u8,
    }
    impl Main for Say {
        async fn main(self) -> Outcome {
            self.says.unbounded_send(self.what)?;
            Ok(())
        }
    }
    run(async {
        let (says, said) = futures::channel::mpsc::unbounded();
        graphline! { A = Say::new(says.clone(), 1); B = Say::new(says, 2); }
            .run()
            .await?;
        let said: Vec<u8> = futures::StreamExt::collect(said).await;
        assert_eq!(said, [1, 2]);
        Ok(())
    });
}

/// Sends each number on until it is zero; counts those that it has seen.
#[derive(Component)]
struct Countdown {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    #[outbox(optional)]
    seen: Outbox<u64>,
}

impl Main for Countdown {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            self.seen.send(number).await?;
            if let Some(next) = number.checked_sub(1) {
                self.outbox.send(next).await?;
            }
        }
        Ok(())
    }
}

/// The same, as a composite.
#[derive(Component)]
struct Wrapped {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Wrapped {
    async fn main(self) -> Outcome {
        graphline! {
            COUNTDOWN = Countdown::new();
            ECHO = Echo::new();
            self.inbox -> COUNTDOWN -> ECHO -> self.outbox;
        }
        .run()
        .await
    }
}

/// The same, on a thread that blocks.
#[derive(Component)]
#[component(blocking)]
struct Blocked {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Blocking for Blocked {
    fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv_blocking() {
            if let Some(next) = number.checked_sub(1) {
                self.outbox.send_blocking(next)?;
            }
        }
        Ok(())
    }
}

const NUMBERS: [u64; 3] = [100, 7, 50];

#[test]
fn a_ring_ends_when_nobody_outside_sends_and_nothing_is_on_its_way() {
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            START = Source::new(NUMBERS.to_vec());
            COUNTDOWN = Countdown::new();
            BACK = Echo::new();
            SEEN = sink;
            START -> COUNTDOWN -> BACK -> COUNTDOWN with unbounded;
            COUNTDOWN.seen -> SEEN.inbox;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await.len(), 101 + 8 + 51);
        Ok(())
    });
}

#[test]
fn a_ring_through_composites_ends() {
    run(async {
        graphline! {
            START = Source::new(NUMBERS.to_vec());
            ONE = Wrapped::new();
            OTHER = Wrapped::new();
            START -> ONE -> OTHER -> ONE with unbounded;
        }
        .run()
        .await
    });
}

#[test]
fn a_ring_inside_a_composite_ends_when_the_outside_does() {
    #[derive(Component)]
    struct Ring {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Main for Ring {
        async fn main(self) -> Outcome {
            graphline! {
                COUNTDOWN = Countdown::new();
                self.inbox -> COUNTDOWN -> COUNTDOWN with unbounded;
                COUNTDOWN.seen -> self.outbox;
            }
            .run()
            .await
        }
    }
    run(async {
        let (mut results, sink) = collect();
        pipeline![Source::new(NUMBERS.to_vec()), Ring::new(), sink]
            .run()
            .await?;
        assert_eq!(all(&mut results).await.len(), 101 + 8 + 51);
        Ok(())
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_across_tasks_and_threads_ends() {
    for _ in 0..50 {
        let ran = graphline! {
            START = Source::new(NUMBERS.to_vec()) on task;
            HERE = Countdown::new();
            TASK = Countdown::new() on task;
            THREAD = Countdown::new() on thread;
            BLOCKED = Blocked::new();
            COMPOSITE = Wrapped::new() on task;
            START -> HERE -> TASK -> THREAD -> BLOCKED -> COMPOSITE -> HERE with unbounded;
        }
        .run()
        .await;
        ran.unwrap();
    }
}

// Only the thread knows what it waits for, not the task that waits for it.
#[test]
fn a_ring_with_a_blocking_member_on_a_task_or_thread_ends() {
    Schedules::random(100).run(|| async {
        graphline! {
            START = Source::new(vec![3]);
            HERE = Countdown::new();
            TASK = Blocked::new() on task;
            THREAD = Blocked::new() on thread;
            START -> HERE -> TASK -> THREAD -> HERE with unbounded;
        }
        .run()
        .await
    });
}

/// Passes on, with a member of each kind inside.
#[derive(Component)]
struct Elsewhere {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Elsewhere {
    async fn main(self) -> Outcome {
        graphline! {
            THREAD = Echo::new() on thread;
            HERE = Echo::new();
            TASK = Echo::new() on task;
            self.inbox -> THREAD -> HERE -> TASK -> self.outbox;
        }
        .run()
        .await
    }
}

// A composite looks idle while a member of it on a thread works.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_through_a_composite_with_threads_inside_loses_nothing() {
    for _ in 0..20 {
        let (mut results, sink) = collect();
        let ran = graphline! {
            START = Source::new(vec![200_u64]);
            COUNTDOWN = Countdown::new();
            ELSEWHERE = Elsewhere::new();
            SEEN = sink;
            START -> COUNTDOWN -> ELSEWHERE -> COUNTDOWN with unbounded;
            COUNTDOWN.seen -> SEEN.inbox;
        }
        .run()
        .await;
        ran.unwrap();
        assert_eq!(all(&mut results).await.len(), 201);
    }
}

// The timer's thread still holds the waker that it has just used.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_with_a_member_that_has_slept_ends() {
    #[derive(Component)]
    struct Delay {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Main for Delay {
        async fn main(mut self) -> Outcome {
            while let Some(number) = self.inbox.recv().await {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
                self.outbox.send(number).await?;
            }
            Ok(())
        }
    }
    for _ in 0..20 {
        let ran = graphline! {
            START = Source::new(vec![3_u64]);
            COUNTDOWN = Countdown::new();
            DELAY = Delay::new();
            START -> COUNTDOWN -> DELAY -> COUNTDOWN with unbounded;
        }
        .run()
        .await;
        ran.unwrap();
    }
}

#[tokio::test]
async fn what_a_component_spawned_ends_when_its_graph_is_dropped() {
    #[derive(Component)]
    struct Parent {
        sink: kamaelia::Collect<u64>,
    }
    impl Main for Parent {
        async fn main(self) -> Outcome {
            pipeline![Count::new(), self.sink].spawn().join().await
        }
    }
    let (mut results, sink) = collect();
    let mut run = Box::pin(graphline! { PARENT = Parent::new(sink); }.run());
    let first = tokio::select! {
        _ = &mut run => None,
        number = results.recv() => number,
    };
    assert_eq!(first, Some(0));
    drop(run);
    while results.recv().await.is_some() {}
}

#[tokio::test(start_paused = true)]
async fn a_ring_in_which_somebody_waits_for_a_timer_goes_on() {
    #[derive(Component)]
    struct Ticking {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
        #[outbox]
        seen: Outbox<u64>,
    }
    impl Main for Ticking {
        async fn main(mut self) -> Outcome {
            for tick in 0..3 {
                tokio::time::sleep(std::time::Duration::from_secs(60)).await;
                self.outbox.send(tick).await?;
                let back = self.inbox.recv().await.expect("it comes back");
                self.seen.send(back).await?;
            }
            Ok(())
        }
    }
    let (mut results, sink) = collect();
    let ran = graphline! {
        TICKING = Ticking::new();
        BACK = Echo::new();
        SEEN = sink;
        TICKING -> BACK -> TICKING with unbounded;
        TICKING.seen -> SEEN.inbox;
    }
    .run()
    .await;
    ran.unwrap();
    assert_eq!(all(&mut results).await, [0, 1, 2]);
}

#[test]
fn a_graph_that_is_dropped_drops_its_components() {
    let (mut numbers, source) = feed::<u64>();
    let run = pipeline![source, Echo::new(), collect().1].run();
    drop(run);
    assert!(numbers.try_send(1).is_err());
}

#[tokio::test]
async fn a_graph_that_a_component_spawned_ends_with_the_component() {
    #[derive(Component)]
    struct Parent {
        sink: kamaelia::Collect<u64>,
    }
    impl Main for Parent {
        async fn main(self) -> Outcome {
            drop(pipeline![Count::new(), self.sink].spawn());
            Ok(())
        }
    }
    let (mut results, sink) = collect();
    graphline! { PARENT = Parent::new(sink); }
        .run()
        .await
        .unwrap();
    while results.recv().await.is_some() {}
}
