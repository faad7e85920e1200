use fixture::Words;
use kamaelia::prelude::*;

#[derive(Component)]
struct Speaks {
    #[outbox]
    outbox: Outbox<String>,
}

impl Main for Speaks {
    async fn main(self) -> Outcome {
        graphline! {
            WORDS = Words::new();
            WORDS.outbox -> self.outbox[0];
        }
        .run()
        .await
    }
}

fn main() {}
