use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    #[outbox]
    inbox: Inbox<String>,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
