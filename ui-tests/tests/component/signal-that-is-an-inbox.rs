use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    signal: Inbox<Shutdown>,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
