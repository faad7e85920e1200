use fixture::Print;
use kamaelia::prelude::*;

#[derive(Component)]
struct Player {
    #[inbox(optional)]
    inbox: Inbox<String>,
    path: String,
}

impl Main for Player {
    async fn main(self) -> Outcome {
        graphline! {
            PRINT = Print::new();
            self.path -> PRINT.inbox;
        }
        .run()
        .await
    }
}

fn main() {}
