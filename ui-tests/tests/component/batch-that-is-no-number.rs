use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox(batch = SIZE)]
    inbox: Inbox<String>,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

const SIZE: usize = 8;

fn main() {}
