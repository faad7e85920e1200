//! A component whose graphs get stuck again and again: what is known of them is kept
//! within bounds.

use crate::diamond::{Join, Split};
use crate::parts::all_rest;
use futures::future::select;
use kamaelia::chassis::Children;
use kamaelia::prelude::*;
use kamaelia::testing::run;
use std::collections::BTreeSet;
use std::future::{pending, poll_fn};
use std::pin::pin;

/// Starts graphs that wait only for themselves: three, and then a hundred more.
#[derive(Component)]
struct Starts {}

impl Main for Starts {
    #[expect(deprecated, reason = "the warning of diamonds, which these are")]
    async fn main(self) -> Outcome {
        let mut children = Children::new("child");
        for numbers in [0..3, 3..103] {
            for number in numbers {
                let graph = graphline! {
                    SPLIT = Split::new(2);
                    JOIN  = Join::new();
                    SPLIT.left  -> JOIN.left with capacity(1);
                    SPLIT.right -> JOIN.right;
                };
                children.start_graph(number, graph);
            }
            let ends = poll_fn(|cx| children.poll_next(cx));
            select(ends, pin!(all_rest())).await;
        }
        until_stopped(pending::<()>()).await;
        Ok(())
    }
}

#[test]
fn the_latest_are_named_and_those_before_them_are_counted() {
    run(|| async {
        let graph = graphline! { OWNER = Starts::new(); }.spawn();
        let observer = graph.observer();
        // As often as the component waits for it, and once more.
        for _ in 0..3 {
            all_rest().await;
        }
        graph.shutdown(Shutdown::Now);
        let report = graph.report().await;

        let paths: BTreeSet<_> = report
            .stuck
            .iter()
            .map(|stuck| stuck.path.clone())
            .collect();
        let latest = (3..103).map(|number| format!("OWNER/child[{number}]"));
        assert_eq!(paths, latest.collect());
        assert_eq!(report.stuck.len(), 100);
        assert_eq!(report.stuck_before, 3);
        assert_eq!(observer.stuck(), report.stuck);
        let text = report.to_string();
        let line = "3 earlier graphs have waited only for themselves\n\
                    the graph in `OWNER/child[";
        assert!(text.contains(line), "{text}");
        report.outcome
    });
}
