//! How a carousel ends, and what goes wrong in it.

use crate::common::{Echo, Source, Take, Tally, all, check_panic, overdue};
use crate::parts::{Deaf, EndsSlowly, FailsAt, Stays, all_rest, now};
use kamaelia::chassis::{Carousel, InboxControlledCarousel};
use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia::{Release, Stop};
use std::time::Duration;

// Case 221.
#[test]
fn it_ends_after_its_child_which_is_told_what_it_is_told() {
    run(|| async {
        let (mut results, sink) = collect();
        let (mut next, source) = feed();
        let told = Tally::default();
        let tally = told.clone();
        let make = move |number| EndsSlowly::new(number, tally.clone());
        let graph = pipeline![source, InboxControlledCarousel::new(make), sink].spawn();
        next.send(1).await?;
        all_rest().await;
        graph.stop();
        all_rest().await;
        assert_eq!(told.so_far(), 1);
        assert_eq!(now(&mut results), [1]);
        assert_eq!(all(&mut results).await, [100]);
        graph.join().await
    });
}

// Case 225.
#[test]
fn told_to_stop_now_it_makes_none_of_those_that_wait() {
    run(|| async {
        let (mut next, source) = feed();
        let (mut results, sink) = collect();
        let graph = pipeline![source, InboxControlledCarousel::new(Deaf::new), sink].spawn();
        next.send(0).await?;
        all_rest().await;
        // The child hears nothing, so these wait.
        next.send_all(1..10).await?;
        graph.shutdown(Shutdown::Now);
        let report = graph.report().await;
        assert_eq!(all(&mut results).await, [0]);
        assert_eq!(overdue(&report)[0].1, Release::Dropped);
        Ok(())
    });
}

// Case 227.
#[test]
fn told_twice_the_child_hears_both() {
    run(|| async {
        let (mut results, sink) = collect();
        let (mut next, source) = feed();
        let told = Tally::default();
        let tally = told.clone();
        let make = move |number| EndsSlowly::new(number, tally.clone());
        let graph = pipeline![source, InboxControlledCarousel::new(make), sink].spawn();
        next.send(1).await?;
        all_rest().await;
        graph.stop();
        all_rest().await;
        graph.shutdown(Shutdown::Now);
        graph.join().await?;
        assert_eq!(told.so_far(), 2);
        assert_eq!(all(&mut results).await, [1]);
        Ok(())
    });
}

#[test]
fn a_child_that_hears_nothing_is_let_go_and_the_next_comes() {
    run(|| async {
        let ((mut next, nexts), (mut results, sink)) = (feed(), collect());
        let graph = graphline! {
            NEXT     = nexts;
            CAROUSEL = InboxControlledCarousel::new(|n| Deaf::new(n).hears(n == 2));
            RESULTS  = sink;
            NEXT -> CAROUSEL -> RESULTS;
        };
        let graph = graph.grace(Duration::from_secs(3)).spawn();
        next.send(1).await?;
        all_rest().await;
        assert_eq!(now(&mut results), [1]);
        next.send(2).await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(now(&mut results), []);
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(now(&mut results), [2]);
        drop(next);
        graph.stop();
        let report = graph.report().await;
        let late = [("CAROUSEL/child[0]", Release::Dropped)];
        assert_eq!(overdue(&report), late);
        let stop = report.outcome.expect_err("it did not end in time");
        let path = stop.as_fault().expect("a fault").path();
        assert_eq!(path, "CAROUSEL/child[0]");
        Ok(())
    });
}

fn fails(make: impl FnMut(u64) -> Result<Echo<u64>, Stop> + Send + 'static) -> Stop {
    let fault = std::sync::Arc::new(std::sync::Mutex::new(None));
    let (kept, make) = (
        fault.clone(),
        std::sync::Arc::new(std::sync::Mutex::new(make)),
    );
    run(move || {
        let (kept, make) = (kept.clone(), make.clone());
        async move {
            let make = move |number| (make.lock().unwrap_or_else(|e| e.into_inner()))(number);
            let (mut results, sink) = collect::<u64>();
            let (_open, data) = feed();
            let graph = graphline! {
                NEXT     = Source::new(vec![1]);
                DATA     = data;
                CAROUSEL = Carousel::try_new(make);
                RESULTS  = sink;
                NEXT.outbox -> CAROUSEL.next;
                DATA -> CAROUSEL -> RESULTS;
            };
            let outcome = graph.run().await;
            assert_eq!(all(&mut results).await, []);
            *kept.lock().unwrap_or_else(|e| e.into_inner()) = outcome.err();
            Ok(())
        }
    });
    let stop = fault.lock().unwrap_or_else(|e| e.into_inner()).take();
    stop.expect("it fails")
}

// Case 229.
#[test]
fn a_factory_that_fails_is_a_fault_of_the_carousel() {
    let stop = fails(|number| Err(Stop::fault(format!("there is no song {number}"))));
    assert_eq!(stop.as_fault().expect("a fault").path(), "CAROUSEL");
    assert!(stop.to_string().ends_with("there is no song 1"), "{stop}");
}

// Case 229.
#[test]
fn so_is_one_that_panics() {
    let stop = fails(|number| panic!("there is no song {number}"));
    let line = stop
        .as_fault()
        .and_then(|fault| fault.line())
        .expect("a line");
    check_panic(
        Err(stop),
        "CAROUSEL",
        (line.file, line.line),
        "there is no song 1",
    );
}

#[test]
fn the_fault_of_a_child_has_its_path() {
    for panics in [false, true] {
        run(move || async move {
            let (mut results, sink) = collect();
            let (_open, data) = feed();
            let make = move |number| pipeline![Echo::new(), FailsAt::new(number).panics(panics)];
            let mut data_in = _open;
            data_in.send_all([1, 2, 3]).await?;
            let graph = graphline! {
                NEXT     = Source::new(vec![2]);
                DATA     = data;
                CAROUSEL = Carousel::new(make);
                RESULTS  = sink;
                NEXT.outbox -> CAROUSEL.next;
                DATA -> CAROUSEL -> RESULTS;
            };
            let stop = graph.run().await.expect_err("2 is too much");
            let path = stop.as_fault().expect("a fault").path().to_owned();
            assert!(path.starts_with("CAROUSEL/child[0]"), "{path}");
            assert!(stop.to_string().contains("2 is too much"), "{stop}");
            // What waited was dropped.
            assert!(all(&mut results).await.len() <= 1);
            Ok(())
        });
    }
}

#[test]
fn when_nobody_reads_it_asks_for_no_more() {
    run(|| async {
        let (mut results, sink) = collect();
        let make = |number| Source::new(vec![number; 2]);
        pipeline![
            crate::common::Count::new(),
            InboxControlledCarousel::new(make),
            Take::new(3),
            sink
        ]
        .run()
        .await?;
        assert_eq!(all(&mut results).await.len(), 3);
        Ok(())
    });
}

#[test]
fn one_that_only_waits_ends_when_nobody_reads() {
    run(|| async {
        let (_open, source) = feed();
        let (results, sink) = collect();
        let graph = pipeline![source, InboxControlledCarousel::new(Stays::new), sink].spawn();
        all_rest().await;
        drop(results);
        graph.join().await
    });
}

#[test]
fn states_and_reports_name_its_children() {
    run(|| async {
        let ((mut next, nexts), (mut data, datas)) = (feed(), feed());
        let (mut results, sink) = collect();
        let graph = graphline! {
            NEXT     = nexts;
            DATA     = datas;
            CAROUSEL = Carousel::new(|()| pipeline![Echo::new(), Echo::new()]);
            RESULTS  = sink;
            NEXT.outbox -> CAROUSEL.next;
            DATA -> CAROUSEL -> RESULTS;
        }
        .spawn();
        for number in 0..3_u64 {
            next.send(()).await?;
            all_rest().await;
            data.send(number).await?;
            all_rest().await;
            assert_eq!(now(&mut results), [number]);
        }
        let states = graph.states();
        let path = |state: &kamaelia::ComponentState| state.path.clone();
        let inside: Vec<_> = states
            .iter()
            .map(path)
            .filter(|path| path.contains("child"))
            .collect();
        assert_eq!(inside.len(), 3, "{inside:?}");
        assert!(
            inside
                .iter()
                .all(|path| path.starts_with("CAROUSEL/child[2]")),
            "{inside:?}"
        );
        drop((next, data));
        let report = graph.report().await;
        // The linkages of all of them are one in the books.
        let inside = report
            .linkages
            .iter()
            .filter(|carried| !carried.path.is_empty());
        let inside: Vec<_> = inside
            .map(|carried| (carried.path.as_str(), carried.counts.received))
            .collect();
        assert_eq!(inside, [("CAROUSEL/child", 3)]);
        report.outcome
    });
}
