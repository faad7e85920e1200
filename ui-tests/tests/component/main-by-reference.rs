use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
}

impl Main for Lines {
    async fn main(&mut self) -> Outcome {
        Ok(())
    }
}

fn main() {}
