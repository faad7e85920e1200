use kamaelia::prelude::*;

#[derive(Component)]
#[component(blokcing)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
