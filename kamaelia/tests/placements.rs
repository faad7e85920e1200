//! Where components run, and of which kinds they may be.

mod common;

use common::{Source, all, run};
use kamaelia::prelude::*;
use kamaelia::topology::Placement;
use std::rc::Rc;

#[test]
fn a_local_component_runs_fused() {
    #[derive(Component)]
    #[component(local)]
    struct Cached {
        #[inbox]
        inbox: Inbox<u8>,
        #[outbox]
        outbox: Outbox<u8>,
        cache: Rc<u8>,
    }
    impl Main for Cached {
        async fn main(mut self) -> Outcome {
            while let Some(number) = self.inbox.recv().await {
                self.outbox.send(number + *self.cache).await?;
            }
            Ok(())
        }
    }
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            NUMBERS = Source::new(vec![1]);
            CACHED = Cached::new(Rc::new(41));
            RESULTS = sink;
            NUMBERS -> CACHED -> RESULTS;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [42]);
        Ok(())
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn components_run_where_they_are_placed() {
    #[derive(Component)]
    struct Where {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
        seen: std::sync::mpsc::Sender<String>,
    }
    impl Main for Where {
        async fn main(mut self) -> Outcome {
            let name = std::thread::current().name().unwrap_or("?").to_owned();
            self.seen.send(name)?;
            while let Some(number) = self.inbox.recv().await {
                self.outbox.send(number + 1).await?;
            }
            Ok(())
        }
    }
    let (seen, names) = std::sync::mpsc::channel();
    let (mut results, sink) = collect();
    let graph = graphline! {
        NUMBERS = Source::new((0..1000).collect());
        FUSED = Where::new(seen.clone());
        TASK = Where::new(seen.clone()) on task;
        THREAD = Where::new(seen) on thread;
        RESULTS = sink;
        NUMBERS -> FUSED -> TASK -> THREAD -> RESULTS;
    };
    let placements = graph.topology().components;
    assert_eq!(placements[2].placement, Placement::Task);
    assert_eq!(placements[3].placement, Placement::Thread);
    graph.run().await.unwrap();
    assert_eq!(all(&mut results).await, (3..1003).collect::<Vec<u64>>());
    let names: Vec<String> = names.into_iter().collect();
    assert!(names.contains(&"THREAD".to_owned()), "{names:?}");
}

#[test]
fn a_blocking_and_a_transform_component_are_linked_like_any_other() {
    #[derive(Component)]
    #[component(blocking)]
    struct Sum {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Blocking for Sum {
        fn main(mut self) -> Outcome {
            let mut sum = 0;
            while let Some(number) = self.inbox.recv_blocking() {
                sum += number;
            }
            self.outbox.send_blocking(sum)?;
            Ok(())
        }
    }
    #[derive(Component)]
    #[component(transform)]
    struct UpTo {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Transform for UpTo {
        fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
            0..number
        }
        fn finish(&mut self) -> impl Iterator<Item = u64> {
            [1000].into_iter()
        }
    }
    run(async {
        let (mut results, sink) = collect();
        pipeline![Source::new(vec![3, 4]), UpTo::new(), Sum::new(), sink]
            .run()
            .await?;
        assert_eq!(all(&mut results).await, [1009]);
        Ok(())
    });
}
