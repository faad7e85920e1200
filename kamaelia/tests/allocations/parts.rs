//! What stands in a graph beside plain components: transforms and composites.

use crate::common::{Echo, Swallow};
use crate::{Numbers, Window, fused};
use kamaelia::prelude::*;

/// Adds one.
#[derive(Component)]
#[component(transform)]
struct Next {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Transform for Next {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        std::iter::once(number + 1)
    }
}

#[test]
fn transforms_allocate_nothing() {
    fused(|window| {
        pipeline![
            Numbers::new(window),
            Next::new(),
            Next::new(),
            Next::new(),
            Swallow::new()
        ]
        .run()
    });
}

/// Three composites, each inside the one before.
#[derive(Component)]
struct Composite {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    depth: usize,
}

impl Main for Composite {
    async fn main(self) -> Outcome {
        if self.depth == 0 {
            let graph = graphline! {
                A = Echo::new();
                B = Echo::new();
                self.inbox -> A -> B -> self.outbox;
            };
            return graph.run().await;
        }
        let graph = graphline! {
            A = Echo::new();
            DEEPER = Composite::new(self.depth - 1);
            B = Echo::new();
            self.inbox -> A -> DEEPER -> B -> self.outbox;
        };
        graph.boxed().run().await
    }
}

#[test]
fn composites_allocate_nothing() {
    fused(|window| pipeline![Numbers::new(window), Composite::new(2), Swallow::new()].run());
}

/// Two components that share one outbox.
#[derive(Component)]
struct Shared {
    #[outbox]
    outbox: Outbox<u64>,
    window: Window,
}

impl Main for Shared {
    async fn main(self) -> Outcome {
        graphline! {
            A = Numbers::new(self.window.clone());
            B = Numbers::new(self.window);
            A.outbox -> self.outbox;
            B.outbox -> self.outbox;
        }
        .run()
        .await
    }
}

#[test]
fn components_that_share_an_outbox_allocate_nothing() {
    fused(|window| pipeline![Shared::new(window), Swallow::new()].run());
}
