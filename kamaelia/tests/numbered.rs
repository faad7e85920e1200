//! Boxes of one name, which are told apart by numbers.

mod common;

use common::{Source, all, run};
use kamaelia::prelude::*;

#[test]
fn arrays_and_vectors_of_boxes_are_linked_by_number() {
    #[derive(Component)]
    struct Deal<const N: usize> {
        #[inbox]
        inbox: Inbox<usize>,
        #[outbox]
        outbox: [Outbox<usize>; N],
    }
    impl<const N: usize> Main for Deal<N> {
        async fn main(mut self) -> Outcome {
            while let Some(number) = self.inbox.recv().await {
                self.outbox[number % N].send(number).await?;
            }
            Ok(())
        }
    }
    #[derive(Component)]
    struct Join {
        #[inbox(len = count)]
        inputs: Vec<Inbox<usize>>,
        #[outbox]
        outbox: Outbox<(usize, usize)>,
        count: usize,
    }
    impl Main for Join {
        async fn main(mut self) -> Outcome {
            while let Some(JoinEvent::Inputs(index, number)) = self.recv_any().await {
                self.outbox.send((index, number)).await?;
            }
            Ok(())
        }
    }
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            NUMBERS = Source::new(vec![0, 1, 2, 3]);
            DEAL = Deal::<2>::new();
            JOIN = Join::new(2);
            RESULTS = sink;
            NUMBERS -> DEAL;
            DEAL.outbox[0] -> JOIN.inputs[0];
            DEAL.outbox[1] -> JOIN.inputs[1] with unbounded;
            JOIN -> RESULTS;
        }
        .run()
        .await?;
        let mut received = all(&mut results).await;
        received.sort_unstable();
        assert_eq!(received, [(0, 0), (0, 2), (1, 1), (1, 3)]);
        Ok(())
    });
}

#[test]
fn a_vector_of_boxes_with_too_few_or_too_many_linkages_is_an_error_at_start() {
    #[derive(Component)]
    struct Split {
        #[outbox(len = ways)]
        outbox: Vec<Outbox<u8>>,
        ways: usize,
    }
    impl Main for Split {
        async fn main(self) -> Outcome {
            Ok(())
        }
    }
    let start = |ways| {
        let sink = collect::<u8>().1;
        let graph = graphline! {
            SPLIT = Split::new(ways);
            SINK = sink;
            SPLIT.outbox[1] -> SINK.inbox;
        };
        futures::executor::block_on(graph.run())
            .unwrap_err()
            .to_string()
    };
    let missing = start(1);
    assert!(
        missing.contains("there is no `SPLIT.outbox[1]`"),
        "{missing}"
    );
    let unlinked = start(3);
    assert!(
        unlinked.contains("`SPLIT.outbox[0]` is not linked"),
        "{unlinked}"
    );
}

#[test]
fn a_composite_leads_each_of_its_numbered_boxes_its_own_way() {
    /// Passes on, each of its ways by itself.
    #[derive(Component)]
    struct Ways {
        #[inbox]
        inputs: [Inbox<u8>; 2],
        #[outbox(len = 3)]
        outputs: Vec<Outbox<u8>>,
    }
    impl Main for Ways {
        async fn main(self) -> Outcome {
            graphline! {
                LEFT = Double::new();
                RIGHT = Double::new();
                self.inputs[1] -> LEFT;
                self.inputs[0] -> RIGHT;
                LEFT.outbox -> [self.outputs[0], self.outputs[2] via |number| number + 100];
                RIGHT.outbox -> self.outputs[1];
            }
            .run()
            .await
        }
    }
    /// Sends twice as much.
    #[derive(Component)]
    struct Double {
        #[inbox]
        inbox: Inbox<u8>,
        #[outbox]
        outbox: Outbox<u8>,
    }
    impl Main for Double {
        async fn main(mut self) -> Outcome {
            while let Some(number) = self.inbox.recv().await {
                self.outbox.send(2 * number).await?;
            }
            Ok(())
        }
    }
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            ONE = Source::new(vec![1]);
            FIVE = Source::new(vec![5]);
            WAYS = Ways::new();
            RESULTS = sink;
            ONE.outbox -> WAYS.inputs[0];
            FIVE.outbox -> WAYS.inputs[1];
            WAYS.outputs[0] -> RESULTS.inbox via |number| (0, number);
            WAYS.outputs[1] -> RESULTS.inbox via |number| (1, number);
            WAYS.outputs[2] -> RESULTS.inbox via |number| (2, number);
        }
        .run()
        .await?;
        let mut received = all(&mut results).await;
        received.sort_unstable();
        assert_eq!(received, [(0, 10), (1, 2), (2, 110)]);
        Ok(())
    });
}

#[test]
fn a_composite_with_too_few_boxes_of_a_kind_is_an_error_at_its_start() {
    #[derive(Component)]
    struct Ways {
        #[outbox(len = 1)]
        outputs: Vec<Outbox<u8>>,
    }
    impl Main for Ways {
        async fn main(self) -> Outcome {
            graphline! {
                ONE = Source::new(vec![1]);
                ONE.outbox -> self.outputs[1];
            }
            .run()
            .await
        }
    }
    let sink = collect::<u8>().1;
    let graph = graphline! {
        WAYS = Ways::new();
        SINK = sink;
        WAYS.outputs[0] -> SINK.inbox;
    };
    let error = futures::executor::block_on(graph.run())
        .unwrap_err()
        .to_string();
    assert!(error.contains("there is no `self.outputs[1]`"), "{error}");
}
