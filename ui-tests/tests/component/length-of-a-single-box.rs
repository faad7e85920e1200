use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[outbox(len = 3)]
    outbox: Outbox<String>,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
