use fixture::{Print, Words};
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
            PRINT = Print::new();
            WORDS = Words::new();
            self.inbox -> PRINT.inbox;
            WORDS.outbox -> self.outbox via |word: &str| word.to_owned();
        }
        .run()
        .await
    }
}

fn main() {}
