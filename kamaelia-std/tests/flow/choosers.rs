//! Walking through lists.

use crate::rest::all_rest;
use kamaelia::Stage;
use kamaelia::chassis::Carousel;
use kamaelia::prelude::*;
use kamaelia::testing::{expect, run};
use kamaelia_std::flow::{Chooser, DictChooser, ForwardIteratingChooser, join_chooser_to_carousel};
use kamaelia_std::types::{ForwardStep, Step};
use kamaelia_std::util::{Expect, Map, NullSink, Take};
use std::collections::HashMap;

/// Case 297.
#[test]
fn the_first_item_comes_at_the_start_and_then_one_for_each_step() {
    use Step::{First, Last, Next, Prev, Same};
    run(async || {
        let chooser = || Chooser::new(["apple", "banana", "cherry"]);
        expect(chooser(), [], ["apple"]).await?;
        expect(
            chooser(),
            [Next, Next, Prev, Same, First, Last],
            [
                "apple", "banana", "cherry", "banana", "banana", "apple", "cherry",
            ],
        )
        .await
    });
}

/// Case 297.
#[test]
fn beyond_the_ends_nothing_is_sent() {
    use Step::{Last, Next, Prev, Same};
    run(|| {
        expect(
            Chooser::new(0..3),
            [Prev, Prev, Same, Last, Next, Next, Prev],
            [0, 0, 2, 1],
        )
    });
}

#[test]
fn a_ring_of_items_goes_round_both_ways() {
    use Step::{Next, Prev};
    run(|| {
        let ring = Chooser::new(0..3).looping(true);
        expect(ring, [Prev, Next, Next], [0, 2, 0, 1])
    });
}

/// Case 299.
#[test]
fn an_empty_list_sends_nothing() {
    run(async || {
        let steps = [Step::Next, Step::First, Step::Same];
        expect(Chooser::new(Vec::<u8>::new()), steps, Vec::<u8>::new()).await?;
        let none = ForwardIteratingChooser::new(Vec::<u8>::new());
        expect(none, [ForwardStep::Same], Vec::<u8>::new()).await
    });
}

/// Case 300.
#[test]
fn a_step_after_the_last_item_ends_the_walk_forwards() {
    use ForwardStep::{Next, Same};
    run(async || {
        let (mut steps, source) = feed();
        let walk = ForwardIteratingChooser::new(["one", "two"]);
        let graph = pipeline![source, walk, Expect::new(["one", "one", "two", "two"])].spawn();
        steps.send_all([Same, Next, Same, Next]).await?;
        graph.join().await?;
        assert!(steps.is_closed());
        Ok(())
    });
}

#[test]
fn no_item_is_made_before_it_is_asked_for() {
    run(async || {
        let (made, count) = std::sync::mpsc::channel();
        let items = (0..).inspect(move |item| made.send(*item).expect("it is counted"));
        let steps = [ForwardStep::Next, ForwardStep::Same, ForwardStep::Next];
        expect(ForwardIteratingChooser::new(items), steps, [0, 1, 1, 2]).await?;
        assert_eq!(count.try_iter().collect::<Vec<u64>>(), [0, 1, 2]);
        Ok(())
    });
}

#[test]
fn choosers_end_with_their_readers_and_when_told() {
    run(async || {
        let (steps, source) = feed();
        pipeline![source, Chooser::new(0..3), Take::new(1), NullSink::new()]
            .run()
            .await?;
        assert!(steps.is_closed());
        let (steps, source) = feed();
        let walk = ForwardIteratingChooser::new(0..);
        pipeline![source, walk, Take::new(1), NullSink::new()]
            .run()
            .await?;
        assert!(steps.is_closed());
        for how in [Shutdown::Finish, Shutdown::Now] {
            let (_steps, source) = feed();
            let graph = pipeline![source, Chooser::new(0..3), NullSink::new()].spawn();
            graph.shutdown(how);
            graph.join().await?;
        }
        Ok(())
    });
}

#[test]
fn what_stands_under_a_key_is_sent_and_nothing_or_something_else_for_others() {
    run(async || {
        let numbers = || DictChooser::new([('a', vec![1, 2]), ('b', vec![]), ('c', vec![3])]);
        expect(numbers(), ['c', 'x', 'b', 'a', 'c'], [3, 1, 2, 3]).await?;
        let otherwise = numbers().otherwise(vec![0, 0]);
        expect(otherwise, ['x', 'b', 'c'], [0, 0, 3]).await
    });
}

#[test]
fn new_options_hold_for_the_keys_after_them() {
    run(async || {
        let (mut keys, source) = feed();
        let (mut options, others) = feed();
        let (mut results, sink) = collect();
        let graph = graphline! {
            KEYS   = source;
            OTHERS = others;
            CHOOSE = DictChooser::new([('a', vec![1])]);
            SINK   = sink;

            KEYS -> CHOOSE -> SINK;
            OTHERS.outbox -> CHOOSE.options;
        }
        .spawn();
        keys.send('a').await?;
        assert_eq!(results.recv().await, Some(1));
        options.send(HashMap::from([('b', vec![2])])).await?;
        all_rest().await;
        keys.send_all(['a', 'b']).await?;
        assert_eq!(results.recv().await, Some(2));
        drop(keys);
        graph.join().await?;
        assert!(options.is_closed());
        assert_eq!(results.recv().await, None);
        Ok(())
    });
}

/// Passes on one slide's remarks, with its name, until there is an empty one.
fn slide(name: &'static str) -> impl Stage<&'static str, String> {
    pipeline![
        UntilEmpty::new(),
        Map::new(move |remark: &str| format!("{name}: {remark}"))
    ]
}

/// Passes on what comes before an empty line.
#[derive(Component)]
struct UntilEmpty {
    #[inbox]
    inbox: Inbox<&'static str>,
    #[outbox]
    outbox: Outbox<&'static str>,
}

impl Main for UntilEmpty {
    async fn main(mut self) -> Outcome {
        while let Some(line) = self.inbox.recv().await.filter(|line| !line.is_empty()) {
            self.outbox.send(line).await?;
        }
        Ok(())
    }
}

// Case 230.
#[test]
fn a_chooser_of_three_gives_a_carousel_three_children_in_order() {
    run(|| async {
        let remarks = ["a", "", "b", "c", "", "d", "", "nobody is there any more"];
        let names = ["one", "two", "three"];
        let show =
            join_chooser_to_carousel(ForwardIteratingChooser::new(names), Carousel::new(slide));
        let expected = ["one: a", "two: b", "two: c", "three: d"].map(str::to_owned);
        expect(show, remarks, expected).await
    });
}

// Case 230, with a chooser that might go back: it ends when nobody asks any more.
#[test]
fn a_chooser_at_its_end_and_a_carousel_that_waits_for_it_end() {
    run(|| async {
        let remarks = ["a", "", "b", ""];
        let names = ["one", "two"];
        let show = join_chooser_to_carousel(Chooser::new(names), Carousel::new(slide));
        let expected = ["one: a", "two: b"].map(str::to_owned);
        expect(show, remarks, expected).await
    });
}
