//! x
use kamaelia::prelude::*;
#[test]
fn a_graph_runs() {
    futures::executor::block_on(async {
        let (mut numbers, source) = feed::<u64>();
        let (mut results, sink) = collect();
        numbers.send(7).await?;
        drop(numbers);
        graphline! {
            NUMBERS = source;
            RESULTS = sink;
            NUMBERS.outbox -> RESULTS.inbox;
        }
        .run()
        .await?;
        assert_eq!(results.recv().await, Some(7));
        assert_eq!(results.recv().await, None);
        Outcome::Ok(())
    })
    .unwrap();
}
