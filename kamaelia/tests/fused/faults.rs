//! Whoever of a row panics is named, as if it ran by itself.

use crate::common::{Count, Echo, Take, check_panic};
use crate::parts::{Add, Breaks, Repeat};
use kamaelia::prelude::*;

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
