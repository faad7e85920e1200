use fixture::Words;
use kamaelia::prelude::*;

#[derive(Component)]
struct Player {
    #[outbox(optional)]
    outbox: Outbox<String>,
    path: String,
}

impl Main for Player {
    async fn main(self) -> Outcome {
        graphline! {
            WORDS = Words::new();
            WORDS.outbox -> self.path;
        }
        .run()
        .await
    }
}

fn main() {}
