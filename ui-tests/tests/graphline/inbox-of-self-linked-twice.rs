use fixture::{Print, Upper};
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
            PRINT = Print::new();
            self.inbox -> UPPER -> self.outbox;
            self.inbox -> PRINT.inbox;
        }
        .run()
        .await
    }
}

fn main() {}
