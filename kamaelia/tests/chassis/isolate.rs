//! Faults that are nobody else's.

use crate::common::{Count, Echo, Source, all};
use crate::parts::FailsAt;
use kamaelia::chassis::Isolate;
use kamaelia::prelude::*;
use kamaelia::testing::run;

#[test]
fn the_others_go_on() {
    for panics in [false, true] {
        run(move || async move {
            let ((mut left, to_left), (mut right, to_right)) = (collect(), collect());
            let (mut faults, told) = collect();
            graphline! {
                NUMBERS = Source::new((0..100).collect());
                BAD     = Isolate::new(FailsAt::new(7).panics(panics));
                GOOD    = Echo::new();
                LEFT    = to_left;
                RIGHT   = to_right;
                FAULTS  = told;
                NUMBERS.outbox -> [BAD.inbox, GOOD.inbox];
                BAD  -> LEFT;
                GOOD -> RIGHT;
                BAD.faults -> FAULTS.inbox;
            }
            .run()
            .await?;
            assert_eq!(all(&mut left).await, [0, 1, 2, 3, 4, 5, 6]);
            assert_eq!(all(&mut right).await.len(), 100);
            let faults = all(&mut faults).await;
            assert_eq!(faults.len(), 1);
            assert_eq!(faults[0].path, "BAD/child[0]");
            assert!(faults[0].text.contains("7 is too much"), "{}", faults[0]);
            Ok(())
        });
    }
}

#[test]
fn its_neighbours_see_an_end_and_nobody_has_to_hear_why() {
    run(|| async {
        let (mut results, sink) = collect();
        pipeline![Count::new(), Isolate::new(FailsAt::new(3)), sink]
            .run()
            .await?;
        assert_eq!(all(&mut results).await, [0, 1, 2]);
        Ok(())
    });
}

#[test]
fn what_does_not_end_in_time_is_a_fault_all_the_same() {
    run(|| async {
        let (_results, sink) = collect();
        let graph = graphline! {
            DEAF    = Isolate::new(crate::parts::Deaf::new(1));
            RESULTS = sink;
            DEAF -> RESULTS;
        }
        .spawn();
        crate::parts::all_rest().await;
        graph.stop();
        let report = graph.report().await;
        assert_eq!(report.overdue.len(), 1);
        let stop = report.outcome.expect_err("it did not end");
        assert_eq!(stop.as_fault().expect("a fault").path(), "DEAF/child[0]");
        Ok(())
    });
}
