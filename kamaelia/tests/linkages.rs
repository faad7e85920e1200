//! What linkages do: cases 25 to 50.

mod common;

use common::{Count, Echo, Source, Take, all, run};
use kamaelia::prelude::*;
use kamaelia::topology::BoxName;

/// A composite that passes everything through a chain inside.
#[derive(Component)]
struct Outer<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
    depth: usize,
}

impl<T: Message> Main for Outer<T> {
    async fn main(self) -> Outcome {
        if self.depth == 0 {
            return graphline! { ECHO = Echo::new(); self.inbox -> ECHO -> self.outbox; }
                .run()
                .await;
        }
        graphline! {
            INNER = kamaelia::Stage::boxed(Outer::new(self.depth - 1));
            self.inbox -> INNER -> self.outbox;
        }
        .run()
        .await
    }
}

// 25: both ends of a linkage can be read back.
#[test]
fn the_ends_of_a_linkage_can_be_read_back() {
    let (_results, sink) = collect::<u64>();
    let graph = graphline! { A = Count::new(); B = sink; A -> B; };
    let linkage = &graph.topology().linkages[0];
    assert_eq!(
        linkage.from,
        BoxName {
            component: "A",
            name: "outbox",
            index: None
        }
    );
    assert_eq!(
        linkage.to,
        BoxName {
            component: "B",
            name: "inbox",
            index: None
        }
    );
}

// 26: signal -> control works like data; nobody declares either.
#[test]
fn the_end_of_one_component_can_end_another() {
    run(async {
        let (mut results, sink) = collect();
        let (mut go, source) = feed::<u64>();
        go.send(7).await?;
        graphline! {
            ONCE = Source::new(vec![1u8]);
            OTHER = source;
            SINK = collect::<u8>().1;
            RESULTS = sink;
            ONCE -> SINK;
            ONCE.signal -> OTHER.control;
            OTHER -> RESULTS;
        }
        .run()
        .await?;
        // `go` is still alive: without the control the graph would wait for it.
        drop(go);
        let received = all(&mut results).await;
        assert!(received.is_empty() || received == [7]);
        Ok(())
    });
}

// 27, 28: a.outbox -> b.inbox, b.inbox -> c.inbox: a message reaches c only,
// whichever linkage is written first.
#[test]
fn what_a_composite_passes_in_reaches_the_inner_component() {
    run(async {
        let (mut results, sink) = collect();
        pipeline![Source::new(vec![1, 2, 3]), Outer::new(0), sink]
            .run()
            .await?;
        assert_eq!(all(&mut results).await, [1, 2, 3]);
        Ok(())
    });
}

// 29, 30: b.outbox -> c.inbox, a.outbox -> b.outbox: a's message reaches c.
#[test]
fn what_a_composite_passes_out_reaches_the_outer_component() {
    #[derive(Component)]
    struct Numbers {
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Main for Numbers {
        async fn main(self) -> Outcome {
            graphline! { COUNT = Count::new(); FEW = Take::new(3); COUNT -> FEW -> self.outbox; }
                .run()
                .await
        }
    }
    run(async {
        let (mut results, sink) = collect();
        pipeline![Numbers::new(), sink].run().await?;
        assert_eq!(all(&mut results).await, [0, 1, 2]);
        Ok(())
    });
}

// The same, where the outer linkage is a broadcast.
#[test]
fn what_a_composite_passes_out_reaches_every_target_of_a_broadcast() {
    run(async {
        let (mut left, left_sink) = collect();
        let (mut right, right_sink) = collect();
        graphline! {
            NUMBERS = Source::new(vec![1, 2, 3]);
            OUTER = Outer::new(1);
            LEFT = left_sink;
            RIGHT = right_sink;
            NUMBERS -> OUTER;
            OUTER.outbox -> [LEFT.inbox, RIGHT.inbox];
        }
        .run()
        .await?;
        assert_eq!(all(&mut left).await, [1, 2, 3]);
        assert_eq!(all(&mut right).await, [1, 2, 3]);
        Ok(())
    });
}

// 42: two producers that take turns: a1 b1 a2 b2 arrive in that order.
#[test]
fn messages_of_several_senders_arrive_in_the_order_of_the_sends() {
    #[derive(Component)]
    struct Turns {
        #[inbox]
        inbox: Inbox<u8>,
        #[outbox]
        outbox: Outbox<String>,
        #[outbox(optional)]
        next: Outbox<u8>,
        name: &'static str,
    }
    impl Main for Turns {
        async fn main(mut self) -> Outcome {
            while let Some(turn) = self.inbox.recv().await {
                self.outbox.send(format!("{}{turn}", self.name)).await?;
                if turn < 3 || self.name == "a" {
                    let next = if self.name == "a" { turn } else { turn + 1 };
                    self.next.send(next).await?;
                }
            }
            Ok(())
        }
    }
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            START = Source::new(vec![1]);
            B = Turns::new("b");
            A = Turns::new("a");
            RESULTS = sink;
            START -> A;
            A.next -> B.inbox;
            B.next -> A.inbox with unbounded;
            B -> RESULTS;
            A -> RESULTS;
        }
        .run()
        .await?;
        assert_eq!(
            all(&mut results).await,
            ["a1", "b1", "a2", "b2", "a3", "b3"]
        );
        Ok(())
    });
}

// 43: an outbox linked to the own inbox: own messages come back, in order.
#[test]
fn a_component_can_send_to_itself() {
    #[derive(Component)]
    struct Loop {
        #[inbox]
        inbox: Inbox<u8>,
        #[outbox]
        outbox: Outbox<u8>,
        #[outbox]
        results: Outbox<u8>,
    }
    impl Main for Loop {
        async fn main(mut self) -> Outcome {
            self.outbox.send_all([1, 2, 3]).await?;
            while let Some(number) = self.inbox.recv().await {
                self.results.send(number).await?;
            }
            Ok(())
        }
    }
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            LOOP = Loop::new();
            RESULTS = sink;
            LOOP.outbox -> LOOP.inbox with unbounded;
            LOOP.results -> RESULTS.inbox;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [1, 2, 3]);
        Ok(())
    });
}

// 50: a chain of pass-throughs is one hop: composites in the middle have no
// part in a message.
#[test]
fn a_pass_through_costs_no_hop_at_any_depth() {
    run(async {
        let (mut numbers, source) = feed::<u64>();
        let (mut results, sink) = collect();
        let graph = graphline! {
            NUMBERS = source;
            DEEP = Outer::new(20);
            RESULTS = sink;
            NUMBERS -> DEEP with capacity(1);
            DEEP -> RESULTS with capacity(1);
        };
        for number in 0..10 {
            numbers.send(number).await?;
        }
        drop(numbers);
        graph.run().await?;
        assert_eq!(all(&mut results).await, (0..10).collect::<Vec<_>>());
        Ok(())
    });
}

#[test]
fn a_broadcast_gives_every_target_every_message() {
    run(async {
        let (mut left, left_sink) = collect();
        let (mut right, right_sink) = collect::<String>();
        graphline! {
            NUMBERS = Source::new(vec![1, 2, 3]);
            LEFT = left_sink;
            RIGHT = right_sink;
            NUMBERS.outbox -> [LEFT.inbox, RIGHT.inbox via |number: i32| number.to_string()];
        }
        .run()
        .await?;
        assert_eq!(all(&mut left).await, [1, 2, 3]);
        assert_eq!(all(&mut right).await, ["1", "2", "3"]);
        Ok(())
    });
}

#[test]
fn a_broadcast_goes_on_as_long_as_one_target_reads() {
    run(async {
        let (mut few, few_sink) = collect();
        let (mut many, many_sink) = collect();
        graphline! {
            COUNT = Count::new();
            FEW = Take::new(2);
            MANY = Take::new(500);
            FEW_SINK = few_sink;
            MANY_SINK = many_sink;
            COUNT.outbox -> [FEW.inbox, MANY.inbox];
            FEW -> FEW_SINK;
            MANY -> MANY_SINK;
        }
        .run()
        .await?;
        assert_eq!(all(&mut few).await, [0, 1]);
        assert_eq!(all(&mut many).await.len(), 500);
        Ok(())
    });
}

#[test]
fn an_inbox_of_a_composite_can_lead_to_several_components() {
    #[derive(Component)]
    struct Twice {
        #[inbox]
        inbox: Inbox<u8>,
        #[outbox]
        outbox: Outbox<u8>,
    }
    impl Main for Twice {
        async fn main(self) -> Outcome {
            graphline! {
                ONE = Echo::new();
                OTHER = Echo::new();
                self.inbox -> [ONE.inbox, OTHER.inbox];
                ONE -> self.outbox;
                OTHER -> self.outbox;
            }
            .run()
            .await
        }
    }
    run(async {
        let (mut results, sink) = collect();
        pipeline![Source::new(vec![1, 2]), Twice::new(), sink]
            .run()
            .await?;
        let mut received = all(&mut results).await;
        received.sort_unstable();
        assert_eq!(received, [1, 1, 2, 2]);
        Ok(())
    });
}

#[test]
fn a_composite_whose_components_have_enough_does_not_wait_for_what_comes_in() {
    #[derive(Component)]
    struct Firsts {
        #[inbox]
        inbox: Inbox<u8>,
        #[outbox]
        outbox: Outbox<u8>,
    }
    impl Main for Firsts {
        async fn main(self) -> Outcome {
            graphline! {
                ONE = Take::new(1);
                OTHER = Take::new(1);
                self.inbox -> [ONE.inbox, OTHER.inbox];
                ONE -> self.outbox;
                OTHER -> self.outbox;
            }
            .run()
            .await
        }
    }
    run(async {
        let (mut numbers, source) = feed();
        let (mut results, sink) = collect();
        numbers.send(7).await?;
        pipeline![source, Firsts::new(), sink].run().await?;
        assert_eq!(all(&mut results).await, [7, 7]);
        assert!(numbers.is_closed());
        Ok(())
    });
}
