use kamaelia::prelude::*;

#[derive(Component)]
struct Lines<T> {
    #[inbox]
    inbox: Inbox<T>,
}

impl<T> Main for Lines<T> {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
