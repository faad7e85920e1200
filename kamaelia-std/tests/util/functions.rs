//! What is made of a closure, and what checks its results.

use crate::fault;
use futures::executor::block_on;
use kamaelia::prelude::*;
use kamaelia::testing::{expect, run};
use kamaelia_std::util::{
    Assert, Comparator, DataSource, Expect, FlatMap, Map, NullSink, OnError, Take, TryMap,
};
use std::num::ParseIntError;

/// Case 312.
#[test]
fn a_function_that_gives_nothing_sends_nothing() {
    run(async || {
        let half = |n: u64| n.is_multiple_of(2).then_some(n / 2);
        expect(FlatMap::new(half), 0..6, [0, 1, 2]).await?;
        expect(FlatMap::new(|_: u64| None::<u64>), 0..6, Vec::<u64>::new()).await
    });
}

/// Case 312: what was told to end ends, also behind a function that gives nothing.
#[test]
fn a_function_that_gives_nothing_ends_when_told() {
    for how in [Shutdown::Finish, Shutdown::Now] {
        run(async || {
            let (mut feeder, source) = feed();
            let nothing = FlatMap::new(|_: u64| None::<u64>);
            let graph = pipeline![source, nothing, NullSink::new()].spawn();
            feeder.send_all(0..100).await?;
            graph.shutdown(how);
            graph.join().await
        });
    }
}

#[test]
fn a_function_may_make_many_and_even_no_end_of_messages() {
    run(async || {
        let repeat = |(n, times)| std::iter::repeat_n(n, times);
        expect(FlatMap::new(repeat), [(7, 2), (8, 0), (9, 1)], [7, 7, 9]).await?;
        let endless = FlatMap::new(|n: u64| n..);
        pipeline![
            DataSource::new([5]),
            endless,
            Take::new(3),
            Expect::new([5, 6, 7])
        ]
        .run()
        .await
    });
}

fn parse() -> TryMap<
    String,
    u64,
    ParseIntError,
    impl FnMut(String) -> Result<u64, ParseIntError> + Send + 'static,
> {
    TryMap::new(|text: String| text.parse())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// Case 303: numbers to text and back.
#[test]
fn numbers_become_text_and_numbers_again() {
    run(async || {
        expect(Map::new(|n: u64| n.to_string()), [5, 6], ["5", "6"]).await?;
        expect(parse(), texts(&["5", "6"]), [5, 6]).await?;
        let both = pipeline![Map::new(|n: u64| n.to_string()), parse()];
        expect(both, 0..100, 0..100).await
    });
}

/// Case 303.
#[test]
fn what_converts_ends_when_told_and_with_its_reader() {
    run(async || {
        for how in [Shutdown::Finish, Shutdown::Now] {
            let (_texts, source) = feed();
            let graph = pipeline![source, parse(), NullSink::new()].spawn();
            graph.shutdown(how);
            graph.join().await?;
        }
        let (texts, source) = feed();
        let graph = pipeline![source, parse(), Take::new(0), NullSink::new()];
        graph.run().await?;
        assert!(texts.is_closed());
        Ok(())
    });
}

#[test]
fn what_cannot_be_converted_is_a_fault_or_skipped_and_told() {
    let words = "invalid digit found in string";
    let fault = fault(texts(&["1", "x"]), parse());
    assert!(fault.ends_with(words), "{fault}");
    run(async || {
        let skips = || parse().on_error(OnError::Skip);
        expect(skips(), texts(&["1", "x", "", "2"]), [1, 2]).await?;

        let (mut errors, sink) = collect();
        graphline! {
            TEXTS   = DataSource::new(texts(&["1", "x", "", "2"]));
            NUMBERS = skips();
            CHECK   = Expect::new([1, 2]);
            ERRORS  = sink;

            TEXTS -> NUMBERS -> CHECK;
            NUMBERS.errors -> ERRORS.inbox via |error: ParseIntError| error.to_string();
        }
        .run()
        .await?;
        let mut all = Vec::new();
        errors.recv_many(&mut all, 9).await;
        assert_eq!(all, [words, "cannot parse integer from empty string"]);
        Ok(())
    });
}

/// Case 302.
#[test]
fn what_is_not_true_is_a_fault_that_names_the_check_and_stops_the_rest() {
    let graph = graphline! {
        ENDLESS = DataSource::new(0..);
        SAME    = Comparator::new(|a: &u64, b: &u64| a == b);
        ALIKE   = DataSource::new((0..).map(|n: u64| n.min(99)));
        CHECK   = Assert::new();

        ENDLESS.outbox -> SAME.in_a;
        ALIKE.outbox   -> SAME.in_b;
        SAME -> CHECK;
    };
    let fault = block_on(graph.run())
        .expect_err("100 is not 99")
        .to_string();
    assert!(fault.starts_with("`CHECK`"), "{fault}");
    assert!(
        fault.ends_with("message 101 at `inbox` is false"),
        "{fault}"
    );
}

/// Case 302.
#[test]
fn a_check_that_is_told_to_stop_has_found_nothing_wrong() {
    for how in [Shutdown::Finish, Shutdown::Now] {
        run(async || {
            let (mut feeder, source) = feed();
            let graph = pipeline![source, Assert::new()].spawn();
            feeder.send(true).await?;
            graph.shutdown(how);
            graph.join().await
        });
    }
}
