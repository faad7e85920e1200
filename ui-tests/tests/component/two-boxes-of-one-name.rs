use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    lines: Inbox<String>,
    #[inbox]
    lines: Inbox<u64>,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
