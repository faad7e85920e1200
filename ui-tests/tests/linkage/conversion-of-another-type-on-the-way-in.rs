use fixture::{Sum, Words};
use kamaelia::prelude::*;

#[derive(Component)]
struct Player {
    #[inbox]
    inbox: Inbox<String>,
    #[outbox]
    outbox: Outbox<String>,
}

impl Main for Player {
    async fn main(self) -> Outcome {
        graphline! {
            SUM = Sum::new();
            WORDS = Words::new();
            self.inbox -> SUM.numbers via |word: &str| word.len() as u64;
            WORDS.outbox -> self.outbox;
        }
        .run()
        .await
    }
}

fn main() {}
