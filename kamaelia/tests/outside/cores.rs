//! The same pipeline on one core and on several.

use kamaelia::prelude::*;
use kamaelia::{BoxedGraph, Collect};

/// Sends the numbers below a thousand.
#[derive(Component)]
struct Numbers {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Numbers {
    async fn main(mut self) -> Outcome {
        self.outbox.send_all(0..1000).await?;
        Ok(())
    }
}

/// Sends the number of each number's divisors.
#[derive(Component)]
struct Divisors {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<usize>,
}

impl Main for Divisors {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            let divides = |divisor: &u64| number.is_multiple_of(*divisor);
            self.outbox
                .send((1..=number).filter(divides).count())
                .await?;
        }
        Ok(())
    }
}

fn fused(sink: Collect<usize>) -> BoxedGraph {
    pipeline![Numbers::new(), Divisors::new(), sink]
        .graph()
        .boxed()
}

fn placed(sink: Collect<usize>) -> BoxedGraph {
    let pipeline = pipeline![Numbers::new() on thread, Divisors::new() on task, sink];
    pipeline.graph().boxed()
}

// Case 296. That what leaves its core has to be `Send` is for the compiler to say:
// `value-held-across-an-await` and `message-that-is-not-send` in `ui-tests`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pipeline_gives_the_same_on_one_core_and_on_several() -> Outcome {
    let mut all = Vec::new();
    let graphs: [fn(Collect<usize>) -> BoxedGraph; 3] =
        [fused, |sink| fused(sink).spread(), placed];
    for graph in graphs {
        let (mut results, sink) = collect();
        graph(sink).run().await?;
        let mut counts = Vec::new();
        results.recv_many(&mut counts, 2000).await;
        assert_eq!((counts.len(), counts[12]), (1000, 6));
        all.push(counts);
    }
    assert!(all.iter().all(|counts| *counts == all[0]));
    Ok(())
}
