//! What keeps messages: lists, order, what has come before.

use crate::fault;
use kamaelia::prelude::*;
use kamaelia::testing::{expect, run};
use kamaelia_std::util::{Collate, DataSource, Max, NullSink, Sort, Take, UnseenOnly};
use std::cmp::Reverse;

#[test]
fn everything_leaves_as_one_list_at_the_end() {
    run(async || {
        expect(Collate::new(), 0..200, [(0..200).collect::<Vec<_>>()]).await?;
        expect(Collate::new(), Vec::<u8>::new(), [Vec::<u8>::new()]).await?;
        expect(Collate::new().limit(2), ["a", "b"], [vec!["a", "b"]]).await
    });
}

#[test]
fn equal_messages_keep_their_order_when_they_are_sorted() {
    /// Is sorted by its number alone.
    #[derive(Clone, Copy, Debug)]
    struct Card(u32, &'static str);
    impl PartialEq for Card {
        fn eq(&self, other: &Card) -> bool {
            self.0 == other.0
        }
    }
    impl Eq for Card {}
    impl PartialOrd for Card {
        fn partial_cmp(&self, other: &Card) -> Option<std::cmp::Ordering> {
            Some(self.cmp(other))
        }
    }
    impl Ord for Card {
        fn cmp(&self, other: &Card) -> std::cmp::Ordering {
            self.0.cmp(&other.0)
        }
    }
    run(async || {
        let cards = [Card(2, "a"), Card(1, "b"), Card(2, "c"), Card(1, "d")];
        let sorted = kamaelia::testing::outputs(Sort::new(), cards).await?;
        let names: Vec<_> = sorted.iter().map(|card| card.1).collect();
        assert_eq!(names, ["b", "d", "a", "c"]);
        expect(Sort::new(), Vec::<u8>::new(), Vec::<u8>::new()).await
    });
}

#[test]
fn more_than_may_be_kept_is_a_fault_that_says_what_to_do() {
    let words = "more than 3 messages came to `inbox`, which keeps them all until the end; \
                 raise `limit`, or send fewer";
    for fault in [
        fault(0.., Collate::new().limit(3)),
        fault(0.., Sort::new().limit(3)),
    ] {
        assert!(fault.ends_with(words), "{fault}");
    }
}

#[test]
fn a_list_that_was_cut_by_a_stop_is_not_sent() {
    run(async || {
        let (mut feeder, source) = feed();
        let (mut lists, sink) = collect();
        let graph = pipeline![source, Collate::new(), sink].spawn();
        feeder.send(1).await?;
        graph.shutdown(Shutdown::Now);
        graph.join().await?;
        assert_eq!(lists.recv().await, None);
        Ok(())
    });
}

#[test]
fn told_to_finish_it_sends_what_has_come() {
    run(async || {
        let (mut feeder, source) = feed();
        let (mut lists, sink) = collect();
        let graph = pipeline![source, Collate::new(), sink].spawn();
        feeder.send(1).await?;
        graph.stop();
        graph.join().await?;
        assert_eq!(lists.recv().await, Some(vec![1]));
        Ok(())
    });
}

#[test]
fn a_list_that_nobody_waits_for_is_not_made() {
    run(async || {
        let graph = pipeline![
            DataSource::new(0..),
            Collate::new(),
            Take::new(0),
            NullSink::new(),
        ];
        graph.run().await
    });
}

#[test]
fn the_largest_of_a_list_is_the_last_of_equals_and_an_empty_list_has_none() {
    run(async || {
        let lists = [vec![(3, 'a'), (7, 'b')], vec![], vec![(7, 'c')]];
        expect(Max::new(), lists, [(7, 'b'), (7, 'c')]).await?;
        let lists = [vec![Reverse(3), Reverse(2)]];
        expect(Max::new(), lists, [Reverse(2)]).await
    });
}

#[test]
fn what_has_come_before_does_not_pass() {
    run(|| expect(UnseenOnly::new(), [1, 2, 1, 1, 3, 2], [1, 2, 3]));
}

#[test]
fn what_is_long_forgotten_is_new_again() {
    run(|| {
        let stage = UnseenOnly::new().remember(2);
        expect(stage, [1, 2, 1, 3, 4, 5, 1], [1, 2, 3, 4, 5, 1])
    });
}
