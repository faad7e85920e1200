use kamaelia::prelude::*;

#[derive(Component)]
struct Player {
    #[inbox]
    left: Inbox<String>,
    #[inbox]
    right: Inbox<String>,
}

impl Main for Player {
    async fn main(self) -> Outcome {
        graphline! {
            self.left -> self.right;
            self.right -> self.left;
        }
        .run()
        .await
    }
}

fn main() {}
