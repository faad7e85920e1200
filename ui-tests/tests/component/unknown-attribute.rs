use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbx]
    inbox: Inbox<String>,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
