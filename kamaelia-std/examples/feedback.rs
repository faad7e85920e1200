//! A ring: a plant grows, is printed, is damaged when it gets too large, and grows on.
//! One linkage of a ring must not wait for room: the compiler asks for it.
//!
//! ```console
//! $ cargo run -q --example feedback 3
//! B
//! BTL
//! BTLTB
//! ```

use kamaelia::prelude::*;
use kamaelia_std::io::ConsoleEchoer;

/// Lets a plant grow: each bud `B` becomes `BTL`, each leaf `L` a bud.
#[derive(Component)]
struct Grow {
    /// The plant, as somebody else has left it.
    #[inbox]
    inbox: Inbox<String>,
    /// The plant, one step larger.
    #[outbox]
    outbox: Outbox<String>,
    steps: usize,
}

impl Main for Grow {
    async fn main(mut self) -> Outcome {
        let mut plant = "B".to_owned();
        for _ in 0..self.steps {
            self.outbox.send(plant).await?;
            let left = self.inbox.recv().await.unwrap_or_default();
            plant = left.replace('L', "l").replace('B', "BTL").replace('l', "B");
        }
        Ok(())
    }
}

/// What is left of a plant: of one that is too large, about half.
fn damage(mut plant: String) -> String {
    let mut chance = kamaelia::random();
    let too_large = plant.len() > 60;
    plant.retain(|_| !too_large || chance.bool());
    plant
}

#[kamaelia::main]
async fn main() -> Outcome {
    let steps = std::env::args().nth(1).unwrap_or("20".into()).parse()?;
    graphline! {
        GROW  = Grow::new(steps);
        PRINT = ConsoleEchoer::new();

        GROW -> PRINT;
        PRINT.outbox -> GROW.inbox with latest via damage;
    }
    .seed(7)
    .run()
    .await
}
