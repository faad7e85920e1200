//! What a component has started, and does not end in time.

use crate::parts::all_rest;
use kamaelia::chassis::Children;
use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia::{BoxedGraph, Release, Report};
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;

/// Hears nothing.
#[derive(Component)]
struct Deaf {}

impl Main for Deaf {
    async fn main(self) -> Outcome {
        pending().await
    }
}

fn deaf() -> BoxedGraph {
    graphline! { DEAF = Deaf::new(); }.boxed()
}

/// Starts a graph, or a component, and gives its fault.
#[derive(Component)]
struct Owner {
    #[param(default = None)]
    graph: Option<BoxedGraph>,
    #[param(default = false)]
    on_task: bool,
    /// Tells its child alone to end, when this comes.
    #[param(default = None)]
    tells: Option<oneshot::Receiver<Shutdown>>,
}

impl Main for Owner {
    async fn main(self) -> Outcome {
        let mut children = Children::new("child");
        if self.on_task {
            children = children.on_task();
        }
        match self.graph {
            Some(graph) => children.start_graph((), graph),
            None => children.start((), Deaf::new()),
        }
        if let Some(tells) = self.tells {
            let told = {
                let mut tells = std::pin::pin!(tells);
                std::future::poll_fn(|cx| {
                    // It is to have begun.
                    assert!(children.poll_next(cx).is_pending());
                    tells.as_mut().poll(cx)
                })
                .await?
            };
            children.tell(told);
        }
        children.next().await.map_or(Ok(()), |(_, outcome)| outcome)
    }
}

fn overdue(report: &Report) -> Vec<(&str, Release)> {
    let overdue = report.overdue.iter();
    overdue.map(|one| (&*one.path, one.how)).collect()
}

#[test]
fn who_does_not_end_with_its_owner_in_time_is_named() {
    for on_task in [false, true] {
        run(move || async move {
            for (graph, path) in [
                (Some(deaf()), "OWNER/child[0]/DEAF"),
                (None, "OWNER/child[0]"),
            ] {
                let owner = Owner::new().graph(graph).on_task(on_task);
                let graph = graphline! { OWNER = owner; }.spawn();
                all_rest().await;
                graph.stop();
                let report = graph.report().await;
                assert_eq!(overdue(&report), [(path, Release::Dropped)]);
                let fault = report.outcome.expect_err("it was late").to_string();
                assert!(fault.starts_with(&format!("`{path}`")), "{fault}");
                assert!(fault.contains("within the grace time of 5s"), "{fault}");
            }
            Ok(())
        });
    }
}

#[test]
fn who_is_told_alone_and_does_not_end_in_time_is_its_owners_to_know() {
    for (on_task, told) in [
        (false, Shutdown::Finish),
        (true, Shutdown::Finish),
        (false, Shutdown::Now),
        (true, Shutdown::Now),
    ] {
        run(move || async move {
            for (graph, path) in [
                (Some(deaf()), "OWNER/child[0]/DEAF"),
                (None, "OWNER/child[0]"),
            ] {
                let (tell, tells) = oneshot::channel();
                let owner = Owner::new().graph(graph).on_task(on_task);
                let graph = graphline! { OWNER = owner.tells(Some(tells)); }.spawn();
                all_rest().await;
                tell.send(told).expect("it waits");
                let fault = graph.join().await.expect_err("it was late").to_string();
                assert!(fault.starts_with(&format!("`{path}`")), "{fault}");
                let how = "within the grace time of 5s after it was told to, and was dropped";
                assert!(fault.contains(how), "{fault}");
            }
            Ok(())
        });
    }
}

/// Computes, and never waits, until it is let go.
#[derive(Component)]
struct Computes {
    begun: oneshot::Sender<()>,
    let_go: Arc<AtomicBool>,
}

impl Main for Computes {
    async fn main(self) -> Outcome {
        self.begun.send(()).expect("somebody waits for it");
        while !self.let_go.load(Ordering::Relaxed) {
            std::hint::spin_loop();
        }
        Ok(())
    }
}

// The clock is the machine's: the task holds a whole thread of the runtime.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn one_that_never_waits_is_given_up_by_its_owner() {
    let let_go = Arc::new(AtomicBool::new(false));
    let (begun, has_begun) = oneshot::channel();
    let computes = Computes::new(begun, let_go.clone());
    let computes = graphline! { COMPUTES = computes; }.boxed();
    let (tell, tells) = oneshot::channel();
    let owner = Owner::new().graph(Some(computes)).on_task(true);
    let graph = graphline! { OWNER = owner.tells(Some(tells)); };
    let graph = graph.grace(Duration::from_millis(50)).spawn();
    has_begun.await.expect("it begins");
    tell.send(Shutdown::Now).expect("it waits");
    let fault = graph.join().await.expect_err("it was late").to_string();
    let_go.store(true, Ordering::Relaxed);
    assert!(fault.starts_with("`OWNER/child[0]/COMPUTES`"), "{fault}");
    assert!(fault.contains("was abandoned"), "{fault}");
}
