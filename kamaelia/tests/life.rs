//! From the building of a graph to its end: cases 82 to 107.

mod common;

use common::{Idle, Source, Tally, Watched, all, run, settle};
use kamaelia::prelude::*;
use std::future::poll_fn;
use std::task::Poll;
use tokio::task::yield_now;

/// Takes so many steps, and tidies up after them.
#[derive(Component)]
struct Steps {
    count: usize,
    taken: Tally,
    tidied: Tally,
}

impl Main for Steps {
    async fn main(self) -> Outcome {
        let _tidied = self.tidied.drops();
        for _ in 0..self.count {
            self.taken.add();
            yield_now().await;
        }
        Ok(())
    }
}

// 82: a graph that is built and not started runs nothing.
#[test]
fn a_graph_that_is_not_started_runs_nothing() {
    let (taken, tidied) = (Tally::default(), Tally::default());
    let graph = graphline! { STEPS = Steps::new(3, taken.clone(), tidied.clone()); };
    drop(graph.run());
    assert_eq!((taken.so_far(), tidied.so_far()), (0, 0));
}

// 83, 93, 94: components of 10 to 40 steps: the run returns when all have taken
// all of them and have tidied up.
#[test]
#[expect(deprecated, reason = "the warning of a component that is never linked")]
fn a_run_returns_when_every_component_has_come_to_its_end() {
    run(async {
        let (taken, tidied) = (Tally::default(), Tally::default());
        let steps = |count| Steps::new(count, taken.clone(), tidied.clone());
        graphline! { TEN = steps(10); }.run().await?;
        assert_eq!((taken.so_far(), tidied.so_far()), (10, 1));

        graphline! { A = steps(10); B = steps(20); C = steps(30); D = steps(40); }
            .run()
            .await?;
        assert_eq!((taken.so_far(), tidied.so_far()), (110, 5));
        Ok(())
    });
}

// 86: every component is listed once; the list is a copy.
#[test]
fn the_components_of_a_graph_are_listed_once_each() {
    let graph = graphline! { A = Source::new(vec![1]); B = collect().1; A -> B; };
    let mut list = graph.topology().components;
    assert_eq!(list.iter().map(|a| a.name).collect::<Vec<_>>(), ["A", "B"]);
    list.clear();
    assert_eq!(graph.topology().components.len(), 2);
}

/// What its parent sees of a child that ends.
#[derive(Component)]
struct Parent {
    #[outbox]
    outbox: Outbox<String>,
    child: Steps,
    polls: Tally,
    waits: bool,
}

impl Main for Parent {
    async fn main(mut self) -> Outcome {
        let child = graphline! { CHILD = self.child; }.spawn();
        let work = async {
            if self.waits {
                let ended = child.join().await;
                return self.outbox.send(format!("{ended:?}")).await;
            }
            drop(child);
            until_stopped(std::future::pending::<()>()).await;
            Ok(())
        };
        Ok(self.polls.polls(work).await?)
    }
}

// 88: a child ends: its parent, which waits for it, wakes and sees how.
#[tokio::test]
async fn a_parent_wakes_at_the_end_of_a_child_that_it_waits_for() {
    let (mut results, sink) = collect();
    let child = Steps::new(200, Tally::default(), Tally::default());
    let polls = Tally::default();
    pipeline![Parent::new(child, polls.clone(), true), sink]
        .run()
        .await
        .unwrap();
    assert_eq!(all(&mut results).await, ["Ok(())"]);
    assert_eq!(polls.so_far(), 2);
}

// 87: a child that the parent has let go of ends without waking it.
#[tokio::test]
async fn a_parent_sleeps_on_at_the_end_of_a_child_that_it_has_let_go_of() {
    let (_results, sink) = collect::<String>();
    let (polls, tidied) = (Tally::default(), Tally::default());
    let child = Steps::new(5, Tally::default(), tidied.clone());
    let graph = pipeline![Parent::new(child, polls.clone(), false), sink].spawn();
    settle().await;
    assert_eq!((polls.so_far(), tidied.so_far()), (1, 1));
    graph.stop();
    graph.join().await.unwrap();
}

/// Works, or sleeps, until it is told, and tidies up.
#[derive(Component)]
struct Worker {
    sleeps: bool,
    steps: Tally,
    tidied: Tally,
}

impl Main for Worker {
    async fn main(self) -> Outcome {
        let step = async || match self.sleeps {
            true => std::future::pending().await,
            false => yield_now().await,
        };
        while until_stopped(step()).await.is_some() {
            self.steps.add();
        }
        self.tidied.add();
        Ok(())
    }
}

// 89, 90, 91: one that works and one that sleeps are stopped: both end, and
// tidy up. Stopping them again is harmless.
#[tokio::test]
#[expect(deprecated, reason = "the warning of a component that is never linked")]
async fn who_works_and_who_sleeps_can_be_stopped_and_stopped_again() {
    for shutdown in [Shutdown::Finish, Shutdown::Now] {
        let (steps, tidied) = (Tally::default(), Tally::default());
        let worker = |sleeps| Worker::new(sleeps, steps.clone(), tidied.clone());
        let graph = graphline! { WORKS = worker(false); SLEEPS = worker(true); }.spawn();
        settle().await;
        assert!(steps.so_far() > 0);
        graph.shutdown(shutdown);
        graph.shutdown(shutdown);
        settle().await;
        assert_eq!(tidied.so_far(), 2);
        graph.shutdown(shutdown);
        graph.join().await.unwrap();
        assert_eq!(tidied.so_far(), 2);
    }
}

// 95, 96: one of six sleeps: the five go on. It is woken: it runs, and wakes
// none of the others that sleep.
#[tokio::test]
#[expect(deprecated, reason = "the warning of a component that is never linked")]
async fn one_that_sleeps_holds_nobody_back_and_wakes_nobody() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let (_quiet, quiet) = feed::<u64>();
    let (sleeper, neighbour) = (Tally::default(), Tally::default());
    let (steps, tidied) = (Tally::default(), Tally::default());
    let worker = || Worker::new(false, steps.clone(), tidied.clone());
    let graph = graphline! {
        NUMBERS = source;
        QUIET = quiet;
        SLEEPER = Watched::new(sleeper.clone());
        NEIGHBOUR = Watched::new(neighbour.clone());
        RESULTS = sink;
        A = worker(); B = worker(); C = worker(); D = worker(); E = worker();
        NUMBERS -> SLEEPER -> RESULTS;
        QUIET -> NEIGHBOUR -> RESULTS;
    }
    .spawn();
    settle().await;
    let before = (sleeper.so_far(), neighbour.so_far(), steps.so_far());
    settle().await;
    assert_eq!((sleeper.so_far(), neighbour.so_far()), (before.0, before.1));
    assert!(steps.so_far() > before.2);

    numbers.send(7).await.unwrap();
    assert_eq!(results.recv().await, Some(7));
    assert_eq!(
        (sleeper.so_far(), neighbour.so_far()),
        (before.0 + 1, before.1)
    );
    graph.stop();
    graph.join().await.unwrap();
    assert_eq!(tidied.so_far(), 5);
}

// 100: one begins to wait and ends in the same turn.
#[tokio::test]
async fn a_component_may_end_in_the_middle_of_a_wait() {
    #[derive(Component)]
    struct Hasty {
        #[inbox]
        inbox: Inbox<u64>,
    }
    impl Main for Hasty {
        async fn main(mut self) -> Outcome {
            let begun = poll_fn(|cx| Poll::Ready(self.inbox.poll_recv(cx)));
            assert_eq!(begun.await, Poll::Pending);
            Ok(())
        }
    }
    pipeline![Idle::new(), Hasty::new()].run().await.unwrap();
}

/// Stops the graph that it is part of.
#[derive(Component)]
struct Stopper {
    graph: tokio::sync::oneshot::Receiver<kamaelia::Handle>,
}

impl Main for Stopper {
    async fn main(self) -> Outcome {
        if let Some(graph) = until_stopped(self.graph).await {
            graph?.stop();
        }
        Ok(())
    }
}

// 103: the whole is stopped by a component in it, or from a thread: everyone
// tidies up once.
#[tokio::test]
#[expect(deprecated, reason = "the warning of a component that is never linked")]
async fn a_graph_can_be_stopped_from_within_and_from_a_thread() {
    for from_within in [true, false] {
        let (steps, tidied) = (Tally::default(), Tally::default());
        let worker = |sleeps| Worker::new(sleeps, steps.clone(), tidied.clone());
        let (give, graph) = tokio::sync::oneshot::channel();
        let (mut results, sink) = collect::<u64>();
        let handle = graphline! {
            A = worker(false);
            B = worker(true) on task;
            IDLE = Idle::new();
            SINK = sink;
            STOPPER = Stopper::new(graph);
            IDLE -> SINK;
        }
        .spawn();
        settle().await;
        if from_within {
            give.send(handle).unwrap();
        } else {
            std::thread::spawn(move || handle.stop()).join().unwrap();
            drop(give);
        }
        // The collector closes with the graph.
        assert_eq!(results.recv().await, None);
        settle().await;
        assert_eq!(tidied.so_far(), 2);
    }
}

// 105: a component fails, and whoever started it decides that only it ends.
#[tokio::test]
async fn a_parent_may_go_on_after_the_fault_of_a_child() {
    #[derive(Component)]
    struct Fails {
        #[outbox]
        outbox: Outbox<u64>,
        number: u64,
    }
    impl Main for Fails {
        async fn main(mut self) -> Outcome {
            self.outbox.send(self.number).await?;
            Err(std::io::Error::other("no more"))?
        }
    }
    #[derive(Component)]
    struct Immortal {
        #[outbox]
        outbox: Outbox<String>,
    }
    impl Main for Immortal {
        async fn main(mut self) -> Outcome {
            for number in 0..3 {
                let (mut results, sink) = collect();
                let ended = pipeline![Fails::new(number), sink].run().await;
                let fault = ended.unwrap_err();
                let path = fault.as_fault().map_or("", |fault| fault.path());
                let sent = all(&mut results).await;
                self.outbox.send(format!("{path}: {sent:?}")).await?;
            }
            Ok(())
        }
    }
    let (mut results, sink) = collect();
    pipeline![Immortal::new(), sink].run().await.unwrap();
    let all = all(&mut results).await;
    // `Now` may overtake what the failed one had sent.
    assert_eq!(all.len(), 3);
    assert!(
        all.iter().all(|text| text.starts_with("Fails: ")),
        "{all:?}"
    );
}

// 107: a part of the work is a function of its own, awaited twice: one thing
// after the other.
#[test]
fn the_parts_of_a_components_work_follow_each_other() {
    #[derive(Component)]
    struct Two {
        #[outbox]
        outbox: Outbox<&'static str>,
    }
    impl Two {
        async fn part(&mut self) -> Outcome {
            self.outbox.send("part begins").await?;
            yield_now().await;
            self.outbox.send("part ends").await?;
            Ok(())
        }
    }
    impl Main for Two {
        async fn main(mut self) -> Outcome {
            self.outbox.send("before").await?;
            self.part().await?;
            self.outbox.send("between").await?;
            self.part().await?;
            self.outbox.send("after").await?;
            Ok(())
        }
    }
    run(async {
        let (mut results, sink) = collect();
        pipeline![Two::new(), sink].run().await?;
        let part = ["part begins", "part ends"].as_slice();
        let order = [&["before"], part, &["between"], part, &["after"]].concat();
        assert_eq!(all(&mut results).await, order);
        Ok(())
    });
}
