use fixture::{Sum, Upper};
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
            SUM = Sum::new();
            self.inbox -> [UPPER.inbox, SUM.numbers];
            UPPER.outbox -> self.outbox;
        }
        .run()
        .await
    }
}

fn main() {}
