//! What a graph says of its components and linkages while it runs.

mod common;

use common::{Count, Echo, Idle, Swallow, Take, settle};
use kamaelia::prelude::*;
use kamaelia::topology::LinkCounts;
use kamaelia::{Activity, Handle, Pipeline, Wait};
use std::sync::mpsc::channel;

fn said(graph: &Handle) -> Vec<String> {
    let states = graph.states().into_iter();
    states
        .map(|state| format!("{} {}", state.path, state.activity))
        .collect()
}

/// Reads the first box once, then any, then the first again.
#[derive(Component)]
struct Picky {
    #[inbox]
    first: Inbox<u64>,
    #[inbox]
    second: Inbox<u64>,
}

impl Main for Picky {
    async fn main(mut self) -> Outcome {
        self.first.recv().await;
        self.recv_any().await;
        while self.first.recv().await.is_some() {}
        Ok(())
    }
}

/// Repeats twice, within a graph of its own.
#[derive(Component)]
struct Twice {
    #[inbox]
    frames: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Twice {
    async fn main(self) -> Outcome {
        graphline! {
            DECODE = Echo::new();
            FILTER = Echo::new();
            self.frames -> DECODE -> FILTER -> self.outbox;
        }
        .run()
        .await
    }
}

/// Reads only when it is told.
#[derive(Component)]
#[component(blocking)]
struct Slow {
    #[inbox]
    inbox: Inbox<u64>,
    go: std::sync::mpsc::Receiver<()>,
    there: std::sync::mpsc::Sender<()>,
}

impl Blocking for Slow {
    fn main(mut self) -> Outcome {
        self.there.send(())?;
        // Whoever holds the other end lets it go on by dropping it.
        let _ = self.go.recv();
        while self.inbox.recv_blocking().is_some() {}
        Ok(())
    }
}

// 98: everybody is listed, awake or asleep; who has ended is listed as such.
#[tokio::test]
async fn a_component_says_for_which_box_it_waits() {
    let (mut firsts, first) = feed::<u64>();
    let (mut seconds, second) = feed::<u64>();
    let graph = graphline! {
        FIRST  = first;
        SECOND = second;
        PICKY  = Picky::new();
        FIRST.outbox  -> PICKY.first;
        SECOND.outbox -> PICKY.second;
    }
    .spawn();
    let picky = |graph: &Handle| said(graph).remove(2);
    assert_eq!(picky(&graph), "PICKY runs");
    settle().await;
    assert_eq!(
        said(&graph),
        [
            "FIRST waits for something else",
            "SECOND waits for something else",
            "PICKY waits for a message at first",
        ]
    );
    firsts.send(1).await.unwrap();
    settle().await;
    assert_eq!(
        picky(&graph),
        "PICKY waits for a message at first or for a message at second"
    );
    seconds.send(1).await.unwrap();
    settle().await;
    assert_eq!(picky(&graph), "PICKY waits for a message at first");
    drop(seconds);
    settle().await;
    assert_eq!(said(&graph)[1], "SECOND has ended");
    let polls = graph.states()[2].polls;
    assert_eq!(polls, 3);
    assert_eq!(
        graph.states()[2].to_string(),
        "PICKY waits for a message at first, 3 polls"
    );

    drop(firsts);
    let observer = graph.observer();
    graph.join().await.unwrap();
    let ended = observer.states().into_iter();
    let ended: Vec<_> = ended.map(|state| (state.path, state.activity)).collect();
    let names = ["FIRST", "SECOND", "PICKY"];
    assert_eq!(ended, names.map(|name| (name.to_owned(), Activity::Ended)));
}

#[tokio::test]
async fn graphs_inside_say_what_they_have_carried() {
    let (mut numbers, source) = feed::<u64>();
    let graph = graphline! {
        NUMBERS = source;
        PLAYER  = Twice::new();
        ROW     = Pipeline::of([Echo::new(), Echo::new()]);
        SINK    = Swallow::new();
        NUMBERS.outbox -> PLAYER.frames;
        PLAYER -> ROW -> SINK;
    }
    .spawn();
    numbers.send_all(0..3).await.unwrap();
    settle().await;
    let observer = graph.observer();
    let said: Vec<_> = observer
        .graphs()
        .into_iter()
        .map(|graph| {
            let linkages = graph.linkages.iter().map(|(linkage, counts)| {
                let sent = counts.map(|counts| counts.received);
                (linkage.to_string(), sent)
            });
            (graph.path, graph.components, linkages.collect::<Vec<_>>())
        })
        .collect();
    let line = |text: &str, sent| (text.to_owned(), sent);
    assert_eq!(
        said,
        [
            (
                String::new(),
                vec!["NUMBERS", "PLAYER", "ROW", "SINK"],
                vec![
                    line("NUMBERS.outbox -> PLAYER.frames", Some(3)),
                    line("PLAYER.outbox -> ROW.inbox", Some(3)),
                    line("ROW.outbox -> SINK.inbox", Some(3)),
                ],
            ),
            (
                "PLAYER".to_owned(),
                vec!["DECODE", "FILTER"],
                vec![
                    line("self.frames -> DECODE.inbox", None),
                    line("DECODE.outbox -> FILTER.inbox", Some(3)),
                    line("FILTER.outbox -> self.outbox", None),
                ],
            ),
            (
                "ROW".to_owned(),
                vec!["[0]", "[1]"],
                vec![line("[0].outbox -> [1].inbox", Some(3))],
            ),
        ]
    );
    drop(numbers);
    graph.join().await.unwrap();
    // Those inside are gone with their components.
    assert_eq!(observer.graphs().len(), 1);
}

#[tokio::test]
async fn a_component_in_a_graph_inside_says_it_by_its_own_names() {
    let (numbers, source) = feed::<u64>();
    let graph = graphline! {
        NUMBERS = source;
        PLAYER  = Twice::new();
        ROW     = Pipeline::of([Echo::new(), Echo::new()]);
        SINK    = Swallow::new();
        NUMBERS.outbox -> PLAYER.frames;
        PLAYER -> ROW -> SINK;
    }
    .spawn();
    settle().await;
    assert_eq!(
        said(&graph),
        [
            "NUMBERS waits for something else",
            "PLAYER waits for the components inside it",
            "PLAYER/DECODE waits for a message at inbox",
            "PLAYER/FILTER waits for a message at inbox",
            "ROW waits for the components inside it",
            "ROW[0] waits for a message at inbox",
            "ROW[1] waits for a message at inbox",
            "SINK waits for a message at inbox",
        ]
    );
    let states = graph.states();
    let Activity::Waiting(waits) = &states[2].activity else {
        panic!("{states:?}");
    };
    let [Wait::Message(inbox)] = waits[..] else {
        panic!("{waits:?}");
    };
    assert_eq!(inbox.to_string(), "DECODE.inbox");
    drop(numbers);
    graph.join().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn components_on_tasks_and_threads_say_it_too() {
    let (stop, go) = channel();
    let (there, is_there) = channel();
    let graph = graphline! {
        COUNT = Count::new() on task;
        ECHO  = Echo::new() on thread;
        SLOW  = Slow::new(go, there);
        COUNT -> ECHO;
        ECHO.outbox -> SLOW.inbox with capacity(4);
    }
    .spawn();
    is_there.recv().unwrap();
    let blocked = [
        "COUNT waits for room at outbox",
        "ECHO waits for room at outbox",
        "SLOW runs",
    ];
    // It goes on until all is full, however long that takes.
    while said(&graph) != blocked {
        tokio::task::yield_now().await;
    }
    let counts = graph.counts();
    assert_eq!(counts[1].map(|counts| counts.high_water), Some(4));
    drop(stop);
    graph.shutdown(Shutdown::Now);
    graph.join().await.unwrap();
}

#[tokio::test]
async fn to_look_costs_no_turn() {
    let graph = pipeline![Idle::<u64>::new(), Echo::new(), Swallow::new()].spawn();
    settle().await;
    let before = graph.states();
    for _ in 0..100 {
        let _ = (graph.states(), graph.counts());
    }
    settle().await;
    assert_eq!(graph.states(), before);
    graph.stop();
    graph.join().await.unwrap();
}

fn never_goes_back(before: &[LinkCounts], now: &[LinkCounts]) {
    for (before, now) in before.iter().zip(now) {
        assert!(now.sent >= now.received + now.dropped, "{now:?}");
        assert!(now.sent >= before.sent, "{before:?} {now:?}");
        assert!(now.received >= before.received, "{before:?} {now:?}");
        assert!(now.dropped >= before.dropped, "{before:?} {now:?}");
        assert!(now.high_water >= before.high_water, "{before:?} {now:?}");
    }
}

#[test]
fn everything_can_be_read_from_another_thread_while_the_graph_is_busy() {
    const MESSAGES: usize = 200_000;
    let graph = graphline! {
        COUNT = Count::new();
        ECHO  = Echo::new() on thread;
        TAKE  = Take::new(MESSAGES);
        SINK  = Swallow::new();
        COUNT.outbox -> ECHO.inbox with capacity(8);
        ECHO.outbox -> TAKE.inbox with drop_oldest(16);
        TAKE -> SINK;
    };
    let observer = graph.observe();
    let capacities = [8, 16, 64];
    let looks = std::thread::spawn(move || {
        let counts = || -> Vec<LinkCounts> { observer.counts().into_iter().flatten().collect() };
        let mut before = counts();
        let mut polls = [0; 4];
        for _ in 0..2_000 {
            let now = counts();
            never_goes_back(&before, &now);
            for (counts, capacity) in now.iter().zip(capacities) {
                assert!(counts.high_water <= capacity, "{counts:?}");
                assert!(counts.waiting <= capacity, "{counts:?}");
            }
            before = now;
            let states = observer.states();
            assert_eq!(states.len(), 4);
            for (polls, state) in polls.iter_mut().zip(&states) {
                assert!(state.polls >= *polls, "{state}");
                *polls = state.polls;
            }
        }
        (observer, before)
    });
    let report = futures::executor::block_on(graph.run().reported());
    report.outcome.as_ref().expect("nobody fails");
    let (observer, before) = looks.join().expect("every look is right");

    let counts: Vec<_> = observer.counts().into_iter().flatten().collect();
    never_goes_back(&before, &counts);
    for counts in &counts {
        assert_eq!(counts.sent, counts.received + counts.dropped);
        assert_eq!(counts.waiting, 0);
    }
    assert_eq!(counts[1].received, MESSAGES as u64);
    assert_eq!(counts[2].received, MESSAGES as u64);
    let reported = report.linkages.iter().map(|carried| carried.counts);
    assert_eq!(reported.collect::<Vec<_>>(), counts);
}

#[tokio::test]
async fn the_high_water_of_a_linkage_that_made_its_sender_wait_is_its_capacity() {
    for capacity in [1, 2, 7] {
        let graph = graphline! {
            COUNT = Count::new();
            TAKE  = Take::new(1000);
            SINK  = Swallow::new();
            COUNT.outbox -> TAKE.inbox with capacity(capacity);
            TAKE -> SINK;
        };
        let report = graph.run().reported().await;
        assert_eq!(report.linkages[0].counts.high_water, capacity, "{report}");
    }
}

/// Adds one.
#[derive(Component)]
#[component(transform)]
struct Add {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Transform for Add {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        std::iter::once(number + 1)
    }
}

#[tokio::test]
async fn a_transform_that_runs_as_a_part_of_another_says_of_which() {
    let (numbers, source) = feed::<u64>();
    let graph = graphline! {
        NUMBERS = source;
        A = Add::new();
        B = Add::new();
        SINK = Swallow::new();
        NUMBERS -> A -> B -> SINK;
    }
    .spawn();
    settle().await;
    assert_eq!(
        said(&graph),
        [
            "NUMBERS waits for something else",
            "A waits for a message at inbox",
            "B runs as a part of A",
            "SINK waits for a message at inbox",
        ]
    );
    drop(numbers);
    graph.join().await.unwrap();
}
