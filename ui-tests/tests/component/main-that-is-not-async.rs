use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
}

impl Main for Lines {
    fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
