//! Large messages pass without a copy, and need no large stack.

mod common;

use common::{Echo, Source, all};
use kamaelia::prelude::*;
use std::sync::Arc;

type Block = Vec<u8>;

fn blocks() -> (Vec<Block>, Vec<usize>) {
    let blocks: Vec<_> = (0..200).map(|number| vec![number; 10_000]).collect();
    let places = blocks.iter().map(place).collect();
    (blocks, places)
}

fn place(block: &Block) -> usize {
    block.as_ptr().addr()
}

/// Where the blocks that come out lie.
async fn places(results: &mut Inbox<Block>) -> Vec<usize> {
    all(results).await.iter().map(place).collect()
}

/// Passes on batches.
#[derive(Component)]
struct Batches {
    #[inbox]
    inbox: Inbox<Block>,
    #[outbox]
    outbox: Outbox<Block>,
}

impl Main for Batches {
    async fn main(mut self) -> Outcome {
        let mut batch = Vec::new();
        while self.inbox.recv_many(&mut batch, 32).await > 0 {
            self.outbox.send_all(batch.drain(..)).await?;
        }
        Ok(())
    }
}

/// Repeats every message on a thread that it blocks.
#[derive(Component)]
#[component(blocking)]
struct Blocked {
    #[inbox]
    inbox: Inbox<Block>,
    #[outbox]
    outbox: Outbox<Block>,
}

impl Blocking for Blocked {
    fn main(mut self) -> Outcome {
        while let Some(block) = self.inbox.recv_blocking() {
            self.outbox.send_blocking(block)?;
        }
        Ok(())
    }
}

/// Repeats every message, and reserves before it sends.
#[derive(Component)]
struct Reserves {
    #[inbox]
    inbox: Inbox<Block>,
    #[outbox]
    outbox: Outbox<Block>,
}

impl Main for Reserves {
    async fn main(mut self) -> Outcome {
        while let Some(block) = self.inbox.recv().await {
            self.outbox.reserve().await?.send(block);
        }
        Ok(())
    }
}

/// A composite.
#[derive(Component)]
struct Composite {
    #[inbox]
    inbox: Inbox<Block>,
    #[outbox]
    outbox: Outbox<Block>,
}

impl Main for Composite {
    async fn main(self) -> Outcome {
        graphline! {
            A = Echo::new();
            B = Echo::new();
            self.inbox -> A -> B -> self.outbox;
        }
        .run()
        .await
    }
}

#[tokio::test]
async fn a_block_comes_out_where_it_lay_when_it_went_in() {
    let (blocks, expected) = blocks();
    let (mut results, sink) = collect();
    graphline! {
        SOURCE = Source::new(blocks);
        FUSED = Echo::new();
        BATCHES = Batches::new();
        TASK = Echo::new() on task;
        RESERVES = Reserves::new();
        COMPOSITE = Composite::new();
        THREAD = Echo::new() on thread;
        BLOCKED = Blocked::new();
        SINK = sink;
        SOURCE -> FUSED -> BATCHES -> TASK with capacity(1);
        TASK -> RESERVES -> COMPOSITE -> THREAD with unbounded;
        THREAD -> BLOCKED -> SINK;
    }
    .run()
    .await
    .expect("a normal end");
    assert_eq!(places(&mut results).await, expected);
}

#[tokio::test]
async fn a_block_that_is_refused_comes_back_where_it_lay() {
    let (mut blocks, expected) = blocks();
    let (mut outbox, mut inbox) = kamaelia::link(kamaelia::Policy::capacity(1));
    let (first, second) = (blocks.remove(0), blocks.remove(0));
    outbox.try_send(first).expect("there is room");
    let refused = outbox.try_send(second).expect_err("there is none");
    assert_eq!(place(&refused.into_message()), expected[1]);
    let received = inbox.try_recv().expect("one waits");
    assert_eq!(place(&received), expected[0]);
}

#[tokio::test]
async fn readers_of_a_broadcast_share_one_block() {
    let blocks: Vec<Arc<[u8]>> = (0..100).map(|number| vec![number; 1024].into()).collect();
    let place = |block: &Arc<[u8]>| block.as_ptr().addr();
    let expected: Vec<_> = blocks.iter().map(place).collect();
    let (mut one, one_sink) = collect();
    let (mut other, other_sink) = collect();
    let (mut third, third_sink) = collect();
    graphline! {
        SOURCE = Source::new(blocks);
        TASK = Echo::new() on task;
        THREAD = Echo::new() on thread;
        ONE = one_sink;
        OTHER = other_sink;
        THIRD = third_sink;
        SOURCE.outbox -> [ONE.inbox, TASK.inbox with capacity(1), THREAD.inbox with unbounded];
        TASK -> OTHER;
        THREAD -> THIRD;
    }
    .run()
    .await
    .expect("a normal end");
    for results in [&mut one, &mut other, &mut third] {
        let places: Vec<_> = all(results).await.iter().map(place).collect();
        assert_eq!(places, expected);
    }
}

/// A message that lies in the linkage itself.
type Large = [u8; 64 << 10];

/// Makes large messages where they are sent from.
#[derive(Component)]
struct Makes {
    #[outbox]
    outbox: Outbox<Large>,
}

impl Main for Makes {
    async fn main(mut self) -> Outcome {
        for number in 0..200 {
            self.outbox.send([number; 64 << 10]).await?;
        }
        Ok(())
    }
}

/// Looks at large messages.
#[derive(Component)]
struct Looks {
    #[inbox]
    inbox: Inbox<Large>,
    #[outbox]
    outbox: Outbox<u8>,
}

impl Main for Looks {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            assert_eq!(message[0], message[message.len() - 1]);
            self.outbox.send(message[0]).await?;
        }
        Ok(())
    }
}

// Each linkage has room for four megabytes.
#[test]
fn large_messages_pass_on_a_small_stack() {
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    let ran = thread.spawn(|| {
        let (mut results, sink) = collect();
        let graph = graphline! {
            MAKES = Makes::new();
            A = Echo::new();
            B = Echo::new();
            LOOKS = Looks::new();
            SINK = sink;
            MAKES -> A -> B -> LOOKS;
            LOOKS -> SINK;
        };
        futures::executor::block_on(graph.run()).expect("a normal end");
        std::iter::from_fn(|| results.recv_blocking()).collect::<Vec<_>>()
    });
    let received = ran.expect("a thread").join().expect("no panic");
    assert!(received.into_iter().eq(0..200));
}
