use fixture::Upper;
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
            UPPER = Upper::new();
            SELF.inbox -> UPPER.inbox;
            UPPER.outbox -> self.outbox;
        }
        .run()
        .await
    }
}

fn main() {}
