//! Transforms in a row are one loop, and nobody can tell from what comes out.

mod common;

use common::{Count, Echo, Idle, Source, Take, all, check_panic, run, settle};
use futures::future::join;
use kamaelia::Stage;
use kamaelia::prelude::*;
use kamaelia::topology::LinkCounts;
use tokio::task::yield_now;

/// Adds a number.
#[derive(Component)]
#[component(transform)]
struct Add {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    number: u64,
}

impl Transform for Add {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        std::iter::once(number + self.number)
    }
}

/// Keeps what can be divided.
#[derive(Component)]
#[component(transform)]
struct Multiples {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    of: u64,
}

impl Transform for Multiples {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        number.is_multiple_of(self.of).then_some(number).into_iter()
    }
}

/// Sends each message as often as it says, and at the end how many came.
#[derive(Component)]
#[component(transform)]
struct Repeat {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    #[state]
    came: u64,
}

impl Transform for Repeat {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        self.came += 1;
        std::iter::repeat_n(number, usize::try_from(number).expect("it is small"))
    }

    fn finish(&mut self) -> impl Iterator<Item = u64> {
        std::iter::once(100 + self.came)
    }
}

/// Counts up from each message, for ever.
#[derive(Component)]
#[component(transform)]
struct Up {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Transform for Up {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        number..
    }
}

/// Breaks at a number, or in the end.
#[derive(Component)]
#[component(transform)]
struct Breaks {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    at: u64,
    /// Breaks when it is dropped as well.
    #[param(default = false)]
    when_dropped: bool,
}

impl Transform for Breaks {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        let at = self.at;
        std::iter::once(number).inspect(move |number| assert!(*number != at, "{number} breaks it"))
    }
}

impl Drop for Breaks {
    fn drop(&mut self) {
        assert!(!self.when_dropped, "it breaks when it goes");
    }
}

/// What comes out of a row for the numbers 1, 2, 3.
fn check(row: impl Stage<u64, u64>, expected: &[u64]) {
    run(async {
        let (mut results, sink) = collect();
        let graph = pipeline![Source::new(vec![1, 2, 3]), row, sink];
        let (ended, results) = join(graph.run(), all(&mut results)).await;
        assert_eq!(results, expected);
        ended
    });
}

#[test]
fn messages_keep_their_order_through_a_row() {
    check(
        pipeline![Add::new(1), Add::new(10), Add::new(100)],
        &[112, 113, 114],
    );
}

#[test]
fn what_one_keeps_back_nobody_behind_it_sees() {
    check(
        pipeline![Add::new(1), Multiples::new(2), Add::new(1)],
        &[3, 5],
    );
}

#[test]
fn one_that_makes_several_of_a_message_sends_all_before_the_next_message() {
    check(
        pipeline![Add::new(0), Repeat::new(), Add::new(1)],
        &[2, 3, 3, 4, 4, 4, 104],
    );
}

#[test]
fn the_last_words_of_each_pass_through_those_behind_it_first() {
    check(
        pipeline![
            Multiples::new(3),
            Repeat::new(),
            Multiples::new(101),
            Repeat::new(),
            Add::new(0)
        ],
        &[vec![101; 101], vec![101]].concat(),
    );
    check(
        pipeline![
            Multiples::new(5),
            Repeat::new(),
            Add::new(1),
            Multiples::new(2)
        ],
        &[],
    );
}

#[test]
fn one_may_make_many_where_it_made_one_before() {
    let row = pipeline![Add::new(0), Repeat::new(), Add::new(0), Repeat::new()];
    let mut expected = vec![1, 2, 2, 2, 2];
    expected.extend([3; 9]);
    expected.extend([103; 103]);
    expected.push(100 + 7);
    check(row, &expected);
}

#[test]
fn one_that_never_ends_is_held_up_by_its_reader_like_any_other() {
    run(async {
        let (mut results, sink) = collect::<u64>();
        let graph = graphline! {
            NUMBERS = Source::new(vec![7]);
            NEXT    = Add::new(1);
            UP      = Up::new();
            EVEN    = Multiples::new(2);
            FEW     = Take::new(3);
            RESULTS = sink;
            NUMBERS -> NEXT -> UP -> EVEN;
            EVEN -> FEW with capacity(1);
            FEW -> RESULTS;
        };
        let (ended, results) = join(graph.run(), all(&mut results)).await;
        assert_eq!(results, [8, 10, 12]);
        ended
    });
}

#[test]
fn one_that_never_ends_after_others_that_never_end_is_held_up_as_well() {
    check(
        pipeline![pipeline![Up::new(), Up::new(), Up::new()], Take::new(4)],
        &[1, 2, 3, 4],
    );
}

#[tokio::test]
async fn one_that_never_ends_and_of_which_nothing_comes_can_be_stopped() {
    let (_results, sink) = collect::<u64>();
    let graph = pipeline![
        Source::new(vec![1]),
        Up::new(),
        Multiples::new(u64::MAX),
        Add::new(1),
        sink
    ]
    .spawn();
    yield_now().await;
    graph.shutdown(Shutdown::Now);
    graph.join().await.expect("it was stopped");
}

#[test]
fn a_conversion_between_two_of_them_is_a_part_of_the_loop() {
    run(async {
        let (mut results, sink) = collect::<u64>();
        let by = 5;
        let graph = graphline! {
            NUMBERS = Source::new(vec!["1", "22", "333"]);
            NEXT    = Add::new(1);
            MORE    = Add::new(10);
            SAME    = Echo::new();
            LAST    = Add::new(100);
            RESULTS = sink;
            NUMBERS -> NEXT via |text: &str| text.len() as u64;
            NEXT -> MORE via move |number| number * by;
            MORE -> SAME via |number: u64| number.to_string();
            SAME -> LAST via |text: String| text.len() as u64;
            LAST -> RESULTS;
        };
        let fused = graph.topology().linkages.into_iter().map(|one| one.fused);
        assert_eq!(Vec::from_iter(fused), [false, true, false, false, false]);
        let (ended, results) = join(graph.run(), all(&mut results)).await;
        assert_eq!(results, [102, 102, 102]);
        ended
    });
}

#[tokio::test]
async fn whoever_of_them_panics_is_named() {
    let (_results, sink) = collect::<u64>();
    let graph = graphline! {
        COUNT   = Count::new();
        NEXT    = Add::new(1);
        BREAKS  = Breaks::new(3);
        LAST    = Add::new(1);
        RESULTS = sink;
        COUNT -> NEXT -> BREAKS -> LAST -> RESULTS;
    };
    let line = line!() - 5;
    check_panic(graph.run().await, "BREAKS", (file!(), line), "3 breaks it");
}

#[tokio::test]
async fn whoever_of_them_panics_after_a_message_of_which_many_came_is_named() {
    let (_results, sink) = collect::<u64>();
    let graph = graphline! {
        COUNT   = Count::new();
        REPEAT  = Repeat::new();
        BREAKS  = Breaks::new(3);
        LAST    = Add::new(1);
        RESULTS = sink;
        COUNT -> REPEAT -> BREAKS -> LAST -> RESULTS;
    };
    let line = line!() - 5;
    check_panic(graph.run().await, "BREAKS", (file!(), line), "3 breaks it");
}

#[tokio::test]
async fn a_conversion_that_panics_is_the_fault_of_the_one_before_it() {
    fn breaks<T, U>(_: T) -> U {
        panic!("it does not convert")
    }
    for (at_the_end, name, back) in [(false, "ONE", 9), (true, "TWO", 8)] {
        let (_results, sink) = collect::<u64>();
        let breaks_early = move |number| if at_the_end { number } else { breaks(number) };
        let graph = graphline! {
            COUNT   = Count::new();
            NIL     = Add::new(0);
            ONE     = Add::new(0);
            TWO     = Add::new(0);
            RESULTS = sink;
            COUNT -> NIL -> ONE;
            ONE -> TWO via breaks_early;
            TWO -> RESULTS via breaks;
        };
        let line = line!() - back + 2;
        check_panic(
            graph.run().await,
            name,
            (file!(), line),
            "it does not convert",
        );
    }
}

#[tokio::test]
async fn who_of_them_panics_when_it_goes_is_named_and_the_others_go_as_well() {
    let (_results, sink) = collect::<u64>();
    let graph = graphline! {
        COUNT   = Count::new();
        FEW     = Take::new(3);
        NEXT    = Add::new(0);
        BREAKS  = Breaks::new(7).when_dropped(true);
        ALSO    = Breaks::new(7).when_dropped(true);
        RESULTS = sink;
        COUNT -> FEW -> NEXT -> BREAKS -> ALSO -> RESULTS;
    };
    let line = line!() - 5;
    let text = "it breaks when it goes";
    check_panic(graph.run().await, "BREAKS", (file!(), line), text);
}

#[tokio::test]
async fn one_that_breaks_while_others_break_when_they_go_is_an_ordinary_fault() {
    let (_results, sink) = collect::<u64>();
    let graph = graphline! {
        COUNT   = Count::new();
        EARLY   = Breaks::new(7).when_dropped(true);
        BREAKS  = Breaks::new(2);
        LATE    = Breaks::new(7).when_dropped(true);
        RESULTS = sink;
        COUNT -> EARLY -> BREAKS -> LATE -> RESULTS;
    };
    let line = line!() - 5;
    check_panic(graph.run().await, "BREAKS", (file!(), line), "2 breaks it");
}

#[tokio::test]
async fn a_fault_behind_them_stops_them() {
    let (_results, sink) = collect::<u64>();
    let graph = graphline! {
        COUNT   = Count::new();
        ONE     = Add::new(0);
        TWO     = Add::new(0);
        SAME    = Echo::new();
        BREAKS  = Breaks::new(5);
        RESULTS = sink;
        COUNT -> ONE -> TWO -> SAME -> BREAKS -> RESULTS;
    };
    let line = line!() - 4;
    check_panic(graph.run().await, "BREAKS", (file!(), line), "5 breaks it");
}

#[tokio::test]
async fn when_nobody_reads_them_any_more_they_end_and_so_do_their_senders() {
    let (mut results, sink) = collect();
    let graph = pipeline![Count::new(), Add::new(1), Add::new(1), Add::new(1), sink].spawn();
    assert_eq!(results.recv().await, Some(3));
    drop(results);
    graph.join().await.expect("a normal end");
}

#[tokio::test]
async fn when_nobody_reads_them_any_more_they_end_although_nothing_comes_in() {
    let (results, sink) = collect::<u64>();
    let graph = pipeline![Idle::new(), Add::new(1), Add::new(1), sink].spawn();
    settle().await;
    drop(results);
    graph.join().await.expect("a normal end");
}

#[tokio::test]
async fn told_to_finish_they_still_work_on_what_was_sent() {
    let (mut numbers, source) = feed::<u64>();
    let (mut results, sink) = collect();
    let graph = pipeline![source, Add::new(1), Repeat::new(), Add::new(0), sink].spawn();
    numbers.send(1).await.expect("it runs");
    numbers.send(2).await.expect("it runs");
    graph.stop();
    assert_eq!(all(&mut results).await, [2, 2, 3, 3, 3, 102]);
    graph.join().await.expect("a normal end");
}

#[tokio::test]
async fn told_to_stop_now_they_are_gone_at_once() {
    let (_results, sink) = collect::<u64>();
    let graph = pipeline![Count::new(), Add::new(1), Up::new(), Add::new(1), sink].spawn();
    yield_now().await;
    graph.shutdown(Shutdown::Now);
    graph.join().await.expect("a normal end");
}

#[tokio::test]
async fn the_topology_says_which_linkages_have_no_queue_and_nobody_counts_there() {
    let (mut results, sink) = collect();
    let graph = graphline! {
        NUMBERS = Source::new(vec![1, 2, 3]);
        ONE     = Add::new(1);
        TWO     = Multiples::new(2);
        RESULTS = sink;
        NUMBERS -> ONE -> TWO -> RESULTS;
    };
    let linkage = &graph.topology().linkages[1];
    assert!(linkage.fused && linkage.policy.is_none());
    assert_eq!(linkage.to_string(), "ONE.outbox -> TWO.inbox in one loop");
    let graph = graph.spawn();
    assert_eq!(all(&mut results).await, [2, 4]);
    let sent = |counts: &LinkCounts| counts.sent;
    let counts = graph.counts();
    let sent = Vec::from_iter(counts.iter().map(|counts| counts.as_ref().map(sent)));
    assert_eq!(sent, [Some(3), None, Some(2)]);
    let report = graph.report().await;
    let linkages = report.linkages.iter().map(|one| one.linkage.to_string());
    assert_eq!(
        Vec::from_iter(linkages),
        ["NUMBERS.outbox -> ONE.inbox", "TWO.outbox -> RESULTS.inbox"]
    );
}

#[test]
fn the_topology_of_a_pipeline_is_the_same_before_it_is_used() {
    let row = pipeline![Add::new(1), Add::new(1), Echo::<u64>::new(), Add::new(1)];
    let fused = row.topology().linkages.into_iter().map(|one| one.fused);
    assert_eq!(Vec::from_iter(fused), [true, false, false]);
}

#[test]
fn those_whose_type_is_hidden_are_fused_as_well() {
    fn add(number: u64) -> impl Stage<u64, u64> {
        Add::new(number)
    }
    fn before(stage: impl Stage<u64, u64>) -> impl Stage<u64, u64> {
        let row = pipeline![Add::new(1), stage, add(5)];
        let fused = row.topology().linkages.into_iter().map(|one| one.fused);
        assert_eq!(Vec::from_iter(fused), [true, true]);
        row
    }
    check(before(add(10)), &[17, 18, 19]);
    check(pipeline![add(1), add(1).boxed(), add(1)], &[4, 5, 6]);
}

/// Adds what it counts in a way that has to stay on its thread.
#[derive(Component)]
#[component(transform, local)]
struct Sum {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    so_far: std::rc::Rc<std::cell::Cell<u64>>,
}

impl Transform for Sum {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        self.so_far.set(self.so_far.get() + number);
        let so_far = self.so_far.clone();
        std::iter::once_with(move || so_far.get())
    }
}

#[test]
fn those_that_stay_on_their_thread_are_fused_as_well() {
    run(async {
        let (mut results, sink) = collect();
        let so_far = std::rc::Rc::default();
        let graph = graphline! {
            NUMBERS = Source::new(vec![1, 2, 3]);
            NEXT    = Add::new(1);
            SUM     = Sum::new(so_far);
            LAST    = Add::new(1);
            RESULTS = sink;
            NUMBERS -> NEXT -> SUM -> LAST -> RESULTS;
        };
        assert!(graph.topology().linkages[1].fused);
        let (ended, results) = join(graph.run(), all(&mut results)).await;
        assert_eq!(results, [3, 6, 10]);
        ended
    });
}

#[tokio::test]
async fn a_ring_of_them_ends_when_nothing_is_left_to_do() {
    let (mut results, sink) = collect();
    /// Halves what can be halved.
    #[derive(Component)]
    #[component(transform)]
    struct Halve {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Transform for Halve {
        fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
            number.is_multiple_of(2).then_some(number / 2).into_iter()
        }
    }
    graphline! {
        NUMBERS = Source::new(vec![8, 3]);
        NIL     = Add::new(0);
        HALVE   = Halve::new();
        RESULTS = sink;
        NUMBERS -> NIL -> HALVE;
        HALVE.outbox -> [RESULTS.inbox with unbounded, NIL.inbox with unbounded];
    }
    .run()
    .await
    .expect("a normal end");
    assert_eq!(all(&mut results).await, [4, 2, 1]);
}
