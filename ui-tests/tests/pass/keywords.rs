//! Names that are keywords, or no words at all, or those of methods that everything has.
#![deny(warnings)]
#![forbid(unsafe_code)]

use kamaelia::prelude::*;

/// Passes on.
#[derive(Component)]
struct r#Match {
    /// What comes in.
    #[inbox]
    r#in: Inbox<u64>,
    /// What else comes in.
    #[inbox(optional)]
    _0: Inbox<u64>,
    /// And else.
    #[inbox(optional)]
    __: Inbox<u64>,
    /// What goes out.
    #[outbox]
    r#loop: Outbox<u64>,
    #[param(default = 1)]
    r#while: u64,
}

impl Main for r#Match {
    async fn main(mut self) -> Outcome {
        while let Some(event) = self.recv_any().await {
            let (MatchEvent::In(number) | MatchEvent::_0(number) | MatchEvent::__(number)) = event;
            self.r#loop.send(number * self.r#while).await?;
        }
        Ok(())
    }
}

/// Has boxes of the same names.
#[derive(Component)]
struct Outer {
    #[inbox]
    r#in: Inbox<u64>,
    #[outbox]
    r#loop: Outbox<u64>,
}

impl Main for Outer {
    async fn main(self) -> Outcome {
        graphline! {
            r#match = r#Match::new().r#while(2);
            self.r#in -> r#match.r#in;
            r#match.r#loop -> self.r#loop;
        }
        .run()
        .await
    }
}

/// Has boxes that are called like methods.
#[derive(Component)]
struct Methods {
    #[inbox]
    inbox: Inbox<u64>,
    #[inbox]
    into: Inbox<u64>,
    #[inbox(optional)]
    try_into: Inbox<u64>,
    #[inbox(optional)]
    background: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    #[outbox(optional)]
    itself: Outbox<u64>,
}

impl Main for Methods {
    async fn main(mut self) -> Outcome {
        while self.recv_any().await.is_some() {
            self.outbox.send(1).await?;
            self.itself.send(2).await?;
        }
        Ok(())
    }
}

fn methods() {
    let sources = std::array::from_fn(|_| feed::<u64>().1);
    let [one, two, three, four] = sources;
    let ((_left, left), (_right, right)) = (collect(), collect());
    drop(graphline! {
        ONE = one; TWO = two; THREE = three; FOUR = four;
        METHODS = Methods::new();
        LEFT = left;
        RIGHT = right;
        ONE -> METHODS;
        TWO -> METHODS.into;
        THREE -> METHODS.try_into;
        FOUR -> METHODS.background;
        METHODS -> LEFT;
        METHODS.itself -> RIGHT.inbox;
    });
    let (_numbers, source) = feed::<u64>();
    let (_results, sink) = collect::<u64>();
    drop(graphline! {
        SOURCE = source;
        STAGE = Stage::new();
        SINK = sink;
        SOURCE.outbox -> STAGE.inbox;
        STAGE -> SINK;
        SINK.signal -> STAGE.background;
    });
}

/// Has the shape of a stage.
#[derive(Component)]
struct Stage {
    #[inbox]
    inbox: Inbox<u64>,
    #[inbox(optional)]
    background: Inbox<Shutdown>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Stage {
    async fn main(mut self) -> Outcome {
        drop(self.recv_any().await);
        drop(self.outbox);
        Ok(())
    }
}

#[kamaelia::main]
async fn main() -> Outcome {
    methods();
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    numbers.send(21).await?;
    drop(numbers);
    let graph = graphline! {
        r#if  = source;
        OUTER = Outer::new();
        SINK  = sink;
        r#if.outbox -> OUTER.r#in;
        OUTER.r#loop -> SINK.inbox;
    };
    // As data they are what they are called.
    let topology = graph.topology();
    assert_eq!(topology.components[0].name, "if");
    assert_eq!(topology.components[1].boxes[0].name, "in");
    assert_eq!(topology.linkages[0].to_string(), "if.outbox -> OUTER.in");
    graph.run().await?;
    assert_eq!(results.recv().await, Some(42));
    Ok(())
}
