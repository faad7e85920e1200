use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Vec<String>,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
