//! Components one after another.

use crate::common::{Count, Echo, Source, Take, Tally, all};
use crate::parts::{EndsSlowly, FailsAt, Stays, all_rest, now};
use kamaelia::chassis::Seq;
use kamaelia::prelude::*;
use kamaelia::testing::run;

// Case 238.
#[test]
fn six_that_send_one_each_are_six_in_order() {
    run(|| async {
        let (mut results, sink) = collect();
        let seq = Seq::of(Source::new(vec![0])).then_all((1..6).map(|n| Source::new(vec![n])));
        pipeline![seq, sink].run().await?;
        assert_eq!(all(&mut results).await, [0, 1, 2, 3, 4, 5]);
        Ok(())
    });
}

// Case 239.
#[test]
fn who_reads_is_not_told_the_end_before_it() {
    run(|| async {
        let (mut results, sink) = collect();
        let graph = pipeline![Seq::of(Source::new(vec![1])).then(Stays::new(2)), sink].spawn();
        all_rest().await;
        assert_eq!(now(&mut results), [1, 2]);
        graph.stop();
        assert_eq!(all(&mut results).await, []);
        graph.join().await
    });
}

// Case 240.
#[test]
fn what_waits_when_one_ends_goes_to_the_next() {
    run(|| async {
        let (mut results, sink) = collect();
        let letters = Source::new(vec!['a', 'b', 'c', 'd']);
        let one = || Take::new(1);
        let seq = Seq::of(one())
            .then(one())
            .then(pipeline![one(), Echo::new()])
            .then(Echo::new());
        pipeline![letters, seq, sink].run().await?;
        assert_eq!(all(&mut results).await, ['a', 'b', 'c', 'd']);
        Ok(())
    });
}

// Case 241.
#[test]
fn told_to_stop_now_the_rest_is_skipped() {
    run(|| async {
        let (mut results, sink) = collect();
        let told = Tally::default();
        let seq = Seq::of(EndsSlowly::new(1, told.clone())).then(Source::new(vec![2]));
        let graph = pipeline![seq, sink].spawn();
        all_rest().await;
        graph.shutdown(Shutdown::Now);
        graph.join().await?;
        assert_eq!(told.so_far(), 1);
        assert_eq!(all(&mut results).await, [1]);
        Ok(())
    });
}

// Case 241.
#[test]
fn told_to_finish_the_one_that_runs_hears_it() {
    run(|| async {
        let (mut results, sink) = collect();
        let told = Tally::default();
        let seq = Seq::of(EndsSlowly::new(1, told.clone())).then(Stays::new(2));
        let graph = pipeline![seq, sink].spawn();
        all_rest().await;
        graph.stop();
        graph.join().await?;
        assert_eq!(told.so_far(), 1);
        // The second makes nothing new.
        assert_eq!(all(&mut results).await, [1, 100]);
        Ok(())
    });
}

#[test]
fn the_fault_of_one_is_its_own_with_the_path() {
    run(|| async {
        let (_results, sink) = collect();
        let numbers = Source::new(vec![1, 2, 3]);
        let graph = graphline! {
            NUMBERS = numbers;
            SEQ     = Seq::of(Take::new(1)).then(FailsAt::new(2)).then(Echo::new());
            RESULTS = sink;
            NUMBERS -> SEQ -> RESULTS;
        };
        let stop = graph.run().await.expect_err("2 is too much");
        assert_eq!(stop.as_fault().expect("a fault").path(), "SEQ/child[1]");
        Ok(())
    });
}

#[test]
fn when_nobody_reads_the_rest_is_skipped() {
    run(|| async {
        let (mut results, sink) = collect();
        let told = Tally::default();
        let seq = Seq::of(Count::new()).then(EndsSlowly::new(1, told.clone()));
        pipeline![seq, Take::new(2), sink].run().await?;
        assert_eq!(all(&mut results).await, [0, 1]);
        assert_eq!(told.so_far(), 0);
        Ok(())
    });
}

#[test]
fn it_is_a_stage_that_a_function_can_give() {
    fn polite() -> impl kamaelia::Stage<u64, u64> {
        Seq::stage()
            .then(Source::new(vec![100]))
            .then(Echo::new())
            .then(Source::new(vec![200]))
    }
    run(|| async {
        let (mut results, sink) = collect();
        pipeline![Source::new(vec![1, 2]), polite(), polite(), sink]
            .run()
            .await?;
        assert_eq!(all(&mut results).await, [100, 100, 1, 2, 200, 200]);
        Ok(())
    });
}

#[test]
fn without_anybody_it_ends_at_once() {
    run(|| async {
        let (mut results, sink) = collect::<u64>();
        pipeline![Count::new(), Seq::stage(), sink].run().await?;
        assert_eq!(all(&mut results).await, []);
        Ok(())
    });
}
