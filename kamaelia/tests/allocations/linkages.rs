//! Linkages of every kind, in one future.

use crate::common::{Echo, Swallow};
use crate::{MESSAGES, Numbers, Window, fused};
use kamaelia::prelude::*;
use std::sync::Arc;

#[test]
fn a_chain_allocates_nothing() {
    fused(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new();
            B = Echo::new();
            C = Echo::new();
            D = Echo::new();
            SINK = Swallow::new();
            NUMBERS -> A -> B -> C -> D -> SINK;
        }
        .run()
    });
}

#[test]
fn a_chain_with_room_for_one_message_allocates_nothing() {
    fused(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new();
            B = Echo::new();
            SINK = Swallow::new();
            NUMBERS -> A -> B -> SINK with capacity(1);
        }
        .run()
    });
}

#[test]
fn eight_senders_into_one_inbox_allocate_nothing() {
    fused(|window| {
        graphline! {
            A = Numbers::new(window.clone());
            B = Numbers::new(window.clone());
            C = Numbers::new(window.clone());
            D = Numbers::new(window.clone());
            E = Numbers::new(window.clone());
            F = Numbers::new(window.clone());
            G = Numbers::new(window.clone());
            H = Numbers::new(window);
            SINK = Swallow::new();
            A -> SINK;
            B -> SINK;
            C -> SINK;
            D -> SINK;
            E -> SINK;
            F -> SINK;
            G -> SINK;
            H -> SINK;
        }
        .run()
    });
}

/// Sends one block, over and over.
#[derive(Component)]
struct Blocks {
    #[outbox]
    outbox: Outbox<Arc<[u8]>>,
    window: Window,
}

impl Main for Blocks {
    async fn main(mut self) -> Outcome {
        let block: Arc<[u8]> = vec![7; 1024].into();
        for number in 0..MESSAGES {
            self.window.pass(number);
            self.outbox.send(block.clone()).await?;
        }
        Ok(())
    }
}

#[test]
fn a_broadcast_of_a_shared_block_allocates_nothing() {
    fused(|window| {
        graphline! {
            BLOCKS = Blocks::new(window);
            A = Swallow::new();
            B = Swallow::new();
            C = Swallow::new();
            D = Swallow::new();
            BLOCKS.outbox -> [A.inbox, B.inbox, C.inbox with capacity(1), D.inbox with latest];
        }
        .run()
    });
}

#[test]
fn a_linkage_of_the_latest_message_allocates_nothing() {
    fused(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new();
            SINK = Swallow::new();
            NUMBERS -> A -> SINK with latest;
        }
        .run()
    });
}

#[test]
fn linkages_that_drop_messages_allocate_nothing() {
    fused(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new();
            SINK = Swallow::new();
            NUMBERS -> A with drop_oldest(16);
            A -> SINK with drop_newest(16);
        }
        .run()
    });
}

#[test]
fn a_conversion_allocates_nothing() {
    fused(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new();
            SINK = Swallow::new();
            NUMBERS -> A via |number: u64| (number, number);
            A -> SINK via |(left, right): (u64, u64)| left + right;
        }
        .run()
    });
}
