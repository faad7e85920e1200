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
            self.inbox -> UPPER -> self.outbox;
            self.outbox -> UPPER.inbox;
        }
        .run()
        .await
    }
}

fn main() {}
