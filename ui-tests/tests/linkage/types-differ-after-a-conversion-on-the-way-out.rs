use fixture::{Numbers, Print};
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
            NUMBERS = Numbers::new();
            self.inbox -> PRINT.inbox;
            NUMBERS.outbox -> self.outbox via |n: u64| n + 1;
        }
        .run()
        .await
    }
}

fn main() {}
