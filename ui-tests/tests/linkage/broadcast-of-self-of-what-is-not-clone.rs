use fixture::{Booth, Ticket};
use kamaelia::prelude::*;

#[derive(Component)]
struct Player {
    #[inbox]
    tickets: Inbox<Ticket>,
}

impl Main for Player {
    async fn main(self) -> Outcome {
        graphline! {
            A = Booth::new();
            B = Booth::new();
            self.tickets -> [A.inbox, B.inbox];
        }
        .run()
        .await
    }
}

fn main() {}
