//! What comes out of a row is what would come out of its transforms one by one.

use crate::common::{Echo, Source, Take, all, run};
use crate::parts::{Add, Multiples, Repeat, Up, check};
use futures::future::join;
use kamaelia::prelude::*;

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
