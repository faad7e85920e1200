//! Graphs that a component starts while it runs: they are its children as single
//! components are.

use crate::common::{CountedDrop, Swallow, Tally, all};
use crate::diamond::{Join, Split};
use crate::parts::{all_rest, now};
use kamaelia::chassis::Children;
use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia::{Handle, Stop};
use std::future::pending;

/// Passes on what arrives; it is there until it is told to end.
#[derive(Component)]
struct Read {
    #[inbox(optional)]
    control: Inbox<Shutdown>,
    #[outbox]
    outbox: Outbox<u64>,
    number: u64,
    dropped: CountedDrop,
}

impl Main for Read {
    async fn main(mut self) -> Outcome {
        let _held = self.dropped;
        self.outbox.send(self.number).await?;
        if self.number >= 30 {
            self.control.recv().await;
        }
        Ok(())
    }
}

/// Ends as the number that it receives says.
#[derive(Component)]
struct Work {
    #[inbox]
    inbox: Inbox<u64>,
}

impl Main for Work {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            match number {
                10..20 => return Err(Stop::fault("bad luck")),
                20..30 => panic!("worse luck"),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Starts a graph for each number, and says how each ended.
#[derive(Component)]
struct Server {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<String>,
    dropped: Tally,
    #[param(default = 1000)]
    limit: usize,
    #[param(default = false)]
    on_task: bool,
    /// Ends at this number.
    #[param(default = u64::MAX)]
    last: u64,
}

impl Main for Server {
    async fn main(mut self) -> Outcome {
        let mut sessions = Children::new("session").limit(self.limit);
        if self.on_task {
            sessions = sessions.on_task();
        }
        while let Some(event) = sessions.next_or(&mut self.inbox).await {
            match event {
                Ok(number) if number == self.last => return Ok(()),
                Ok(number) => {
                    let read = Read::new(number, self.dropped.drops());
                    let graph = graphline! {
                        READ = read;
                        WORK = Work::new();
                        READ -> WORK;
                    };
                    sessions.start_graph(number, graph);
                }
                Err((number, Ok(()))) => self.outbox.send(format!("{number}: well")).await?,
                Err((number, Err(stop))) => {
                    let fault = stop.as_fault().map(|fault| fault.path().to_owned());
                    let path = fault.unwrap_or_default();
                    self.outbox.send(format!("{number}: {path}")).await?;
                }
            }
        }
        Ok(())
    }
}

struct Served {
    numbers: kamaelia::Feeder<u64>,
    results: kamaelia::Collector<String>,
    dropped: Tally,
    graph: Handle,
}

fn serve(set: impl FnOnce(Server) -> Server) -> Served {
    let ((numbers, source), (results, sink)) = (feed(), collect());
    let dropped = Tally::default();
    let server = set(Server::new(dropped.clone()));
    let graph = graphline! {
        NUMBERS = source;
        SERVER  = server;
        RESULTS = sink;
        NUMBERS -> SERVER -> RESULTS;
    };
    Served {
        numbers,
        results,
        dropped,
        graph: graph.spawn(),
    }
}

#[test]
fn each_ends_by_itself_and_names_what_is_in_it() {
    for on_task in [false, true] {
        run(move || async move {
            let mut served = serve(|server| server.on_task(on_task));
            served.numbers.send_all([1, 10, 20, 99]).await?;
            all_rest().await;
            let mut ended = now(&mut served.results);
            ended.sort();
            assert_eq!(
                ended,
                ["10: session[1]/WORK", "1: well", "20: session[2]/WORK"]
            );
            assert_eq!(served.dropped.so_far(), 3);
            served.graph.stop();
            assert_eq!(all(&mut served.results).await, ["99: well"]);
            served.graph.join().await
        });
    }
}

#[test]
fn they_end_with_their_owner() {
    for on_task in [false, true] {
        run(move || async move {
            let mut served = serve(|server| server.on_task(on_task).last(0));
            served.numbers.send_all([97, 98, 99]).await?;
            all_rest().await;
            assert_eq!(served.dropped.so_far(), 0);
            served.numbers.send(0).await?;
            all_rest().await;
            assert_eq!(served.dropped.so_far(), 3);
            served.graph.join().await
        });
    }
}

#[test]
fn they_are_told_what_their_owner_is_told() {
    for (shutdown, on_task) in [
        (Shutdown::Finish, false),
        (Shutdown::Now, false),
        (Shutdown::Finish, true),
        (Shutdown::Now, true),
    ] {
        run(move || async move {
            let mut served = serve(|server| server.on_task(on_task));
            served.numbers.send_all([97, 98, 99]).await?;
            all_rest().await;
            served.graph.shutdown(shutdown);
            served.graph.join().await?;
            assert_eq!(served.dropped.so_far(), 3);
            Ok(())
        });
    }
}

#[test]
fn who_is_started_by_one_that_was_told_to_end_is_told_as_well() {
    for on_task in [false, true] {
        run(move || async move {
            let mut served = serve(|server| server.on_task(on_task));
            // It waits, and is there when the word comes.
            served.numbers.send(99).await?;
            served.graph.stop();
            assert_eq!(all(&mut served.results).await, ["99: well"]);
            served.graph.join().await
        });
    }
}

#[test]
fn there_are_no_more_than_the_limit_says_and_states_name_what_is_in_them() {
    run(|| async {
        let mut served = serve(|server| server.limit(2));
        served.numbers.send_all([98, 99, 1, 2]).await?;
        all_rest().await;
        assert_eq!(now(&mut served.results), Vec::<String>::new());
        let states = served.graph.states();
        let paths = states.iter().map(|state| &*state.path);
        let mut paths: Vec<_> = paths.filter(|path| path.contains("session[")).collect();
        paths.sort_unstable();
        let inside = [
            "SERVER/session[0]/READ",
            "SERVER/session[0]/WORK",
            "SERVER/session[1]/READ",
            "SERVER/session[1]/WORK",
        ];
        assert_eq!(paths, inside);
        let work = states.iter().find(|state| state.path == inside[1]);
        let work = work.expect("it is there").to_string();
        assert!(work.contains("waits for a message at inbox"), "{work}");
        served.graph.stop();
        let mut ended = all(&mut served.results).await;
        ended.sort();
        assert_eq!(ended, ["1: well", "2: well", "98: well", "99: well"]);
        served.graph.join().await
    });
}

#[test]
fn a_report_adds_up_what_the_linkages_in_all_of_them_carried() {
    for on_task in [false, true] {
        run(move || async move {
            let mut served = serve(|server| server.on_task(on_task));
            served.numbers.send_all([1, 2, 3]).await?;
            drop(served.numbers);
            assert_eq!(all(&mut served.results).await.len(), 3);
            let report = served.graph.report().await;
            let inside = |path: &str| {
                let found = report.linkages.iter().filter(|it| it.path == path);
                found.map(|it| it.counts.received).collect::<Vec<_>>()
            };
            assert_eq!(inside("SERVER/session"), [3]);
            report.outcome
        });
    }
}

/// Starts one graph, and waits for its end.
#[derive(Component)]
struct Starts<F: Send> {
    graph: F,
    #[param(default = false)]
    on_task: bool,
}

impl<F: FnOnce() -> kamaelia::BoxedGraph + Send + 'static> Main for Starts<F> {
    async fn main(self) -> Outcome {
        let mut children = Children::new("child");
        if self.on_task {
            children = children.on_task();
        }
        children.start_graph((), (self.graph)());
        match children.next().await {
            Some(((), outcome)) => outcome,
            None => Ok(()),
        }
    }
}

#[test]
#[expect(deprecated, reason = "the warning of diamonds, which this is")]
fn one_that_waits_only_for_itself_is_reported_with_its_name() {
    for on_task in [false, true] {
        run(move || async move {
            let diamond = || {
                graphline! {
                    SPLIT = Split::new(2);
                    JOIN  = Join::new();
                    SPLIT.left  -> JOIN.left with capacity(1);
                    SPLIT.right -> JOIN.right;
                }
                .boxed()
            };
            let starts = Starts::new(diamond).on_task(on_task);
            let graph = graphline! { OWNER = starts; }.spawn();
            all_rest().await;
            graph.shutdown(Shutdown::Now);
            let report = graph.report().await;
            let stuck: Vec<_> = report.stuck.iter().map(|stuck| &*stuck.path).collect();
            assert_eq!(stuck, ["OWNER/child[0]"]);
            let waits = report.stuck[0].ring.iter().map(|waits| &*waits.component);
            let mut waits: Vec<_> = waits.collect();
            waits.sort_unstable();
            assert_eq!(waits, ["OWNER/child[0]/JOIN", "OWNER/child[0]/SPLIT"]);
            report.outcome
        });
    }
}

#[test]
fn one_that_is_put_together_wrongly_does_not_start() {
    for on_task in [false, true] {
        run(move || async move {
            let wrong = || {
                let (_open, source) = feed::<u64>();
                let none = 0;
                graphline! {
                    IN  = source;
                    OUT = Swallow::new();
                    IN -> OUT with capacity(none);
                }
                .boxed()
            };
            let starts = Starts::new(wrong).on_task(on_task);
            let outcome = graphline! { OWNER = starts; }.run().await;
            let fault = outcome.expect_err("it cannot start").to_string();
            assert!(fault.starts_with("`OWNER/child[0]/"), "{fault}");
            assert!(fault.contains("holds no message"), "{fault}");
            Ok(())
        });
    }
}

/// Is there for ever.
#[derive(Component)]
struct Stays {}

impl Main for Stays {
    async fn main(self) -> Outcome {
        until_stopped(pending::<()>()).await;
        Ok(())
    }
}

#[test]
fn without_a_runtime_there_is_no_task_for_one() {
    let stays = || graphline! { STAYS = Stays::new(); }.boxed();
    let graph = graphline! { OWNER = Starts::new(stays).on_task(true); };
    let fault = futures::executor::block_on(graph.run()).expect_err("there is no runtime");
    let fault = fault.to_string();
    assert!(fault.starts_with("`OWNER/child[0]`"), "{fault}");
    assert!(fault.contains("needs a tokio runtime"), "{fault}");
}
