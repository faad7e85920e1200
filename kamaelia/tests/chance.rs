//! What components leave to chance.

mod common;

use common::all;
use kamaelia::prelude::*;

/// Throws a die a hundred times, twice.
#[derive(Component)]
struct Die {
    #[outbox]
    outbox: Outbox<(u32, u32)>,
}

impl Main for Die {
    async fn main(mut self) -> Outcome {
        let (mut one, mut other) = (kamaelia::random(), kamaelia::random());
        for _ in 0..100 {
            let throws = (one.u32(1..=6), other.u32(1..=6));
            self.outbox.send(throws).await?;
        }
        Ok(())
    }
}

/// A die in a composite.
#[derive(Component)]
struct Cup {
    #[outbox]
    outbox: Outbox<(u32, u32)>,
}

impl Main for Cup {
    async fn main(self) -> Outcome {
        graphline! { DIE = Die::new() on thread; DIE -> self.outbox; }
            .run()
            .await
    }
}

type Throws = Vec<(u32, u32)>;

async fn throws(seed: Option<u64>) -> (Throws, Throws) {
    let ((mut left, one), (mut right, other)) = (collect(), collect());
    let graph = graphline! {
        DIE = Die::new();
        CUP = Cup::new();
        LEFT = one;
        RIGHT = other;
        DIE -> LEFT;
        CUP -> RIGHT;
    };
    let outcome = match seed {
        Some(seed) => graph.seed(seed).run().await,
        None => graph.run().await,
    };
    assert!(outcome.is_ok());
    (all(&mut left).await, all(&mut right).await)
}

#[tokio::test]
async fn chance_with_a_seed_repeats_itself() {
    assert_eq!(throws(Some(7)).await, throws(Some(7)).await);
    assert_ne!(throws(Some(7)).await, throws(Some(8)).await);
}

#[tokio::test]
async fn chance_without_a_seed_does_not() {
    assert_ne!(throws(None).await, throws(None).await);
}

#[tokio::test]
async fn every_component_and_every_generator_has_numbers_of_its_own() {
    let (die, cup) = throws(Some(7)).await;
    assert_ne!(die, cup);
    let (one, other): (Vec<u32>, Vec<u32>) = die.into_iter().unzip();
    assert_ne!(one, other);
}
