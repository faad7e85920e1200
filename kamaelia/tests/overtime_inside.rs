//! Who is let go in graphs inside each other is named once, whoever lets go.

mod common;

use common::{CountedDrop, Deaf, Tally, overdue, settle};
use kamaelia::Release;
use kamaelia::prelude::*;
use kamaelia::testing::Schedules;

// The graph inside has let go of one, and waits for the other, when the graph
// around it lets go of the composite.
#[tokio::test(start_paused = true)]
async fn everyone_in_a_composite_is_named_once_whoever_lets_go() {
    #[derive(Component)]
    struct Pair {
        #[outbox]
        outbox: Outbox<u64>,
        dropped: Tally,
    }
    impl Main for Pair {
        async fn main(self) -> Outcome {
            graphline! {
                HERE = Deaf::new(self.dropped.drops());
                TASK = Deaf::new(self.dropped.drops()) on task;
                HERE -> self.outbox;
                TASK -> self.outbox;
            }
            .run()
            .await
        }
    }
    let dropped = Tally::default();
    let graph = graphline! {
        PAIR = Pair::new(dropped.clone());
        RESULTS = collect().1;
        PAIR -> RESULTS;
    }
    .spawn();
    settle().await;
    graph.stop();
    let report = graph.report().await;
    settle().await;
    assert_eq!(dropped.so_far(), 2);
    let mut overdue = overdue(&report);
    overdue.sort_by_key(|(path, _)| *path);
    let dropped = [
        ("PAIR/HERE", Release::Dropped),
        ("PAIR/TASK", Release::Dropped),
    ];
    assert_eq!(overdue, dropped);
    let text = report.outcome.unwrap_err().to_string();
    assert!(
        text.contains("`PAIR/HERE`") && text.contains("`PAIR/TASK`"),
        "{text}"
    );
}

// The graphs inside of it and around it let go at the same time.
#[test]
fn a_composite_that_has_let_go_of_others_is_not_overdue_itself() {
    #[derive(Component)]
    struct Holds {
        #[outbox]
        outbox: Outbox<u64>,
        dropped: CountedDrop,
    }
    impl Main for Holds {
        async fn main(self) -> Outcome {
            graphline! { DEAF = Deaf::new(self.dropped); DEAF -> self.outbox; }
                .run()
                .await
        }
    }
    #[derive(Component)]
    struct Around {
        #[outbox]
        outbox: Outbox<u64>,
        dropped: CountedDrop,
    }
    impl Main for Around {
        async fn main(self) -> Outcome {
            graphline! { HOLDS = Holds::new(self.dropped) on task; HOLDS -> self.outbox; }
                .run()
                .await
        }
    }
    Schedules::random(100).run(|| async {
        let dropped = Tally::default();
        let graph = graphline! {
            TASK = Holds::new(dropped.drops()) on task;
            ONE = Around::new(dropped.drops());
            OTHER = Around::new(dropped.drops());
            RESULTS = collect().1;
            TASK -> RESULTS;
            ONE -> RESULTS;
            OTHER -> RESULTS;
        }
        .spawn();
        settle().await;
        graph.stop();
        let report = graph.report().await;
        let mut overdue = overdue(&report);
        overdue.sort_by_key(|(path, _)| *path);
        let paths = ["ONE/HOLDS/DEAF", "OTHER/HOLDS/DEAF", "TASK/DEAF"];
        assert_eq!(overdue, paths.map(|path| (path, Release::Dropped)));
        settle().await;
        assert_eq!(dropped.so_far(), 3);
        Ok(())
    });
}
