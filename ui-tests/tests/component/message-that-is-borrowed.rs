use kamaelia::prelude::*;

#[derive(Component)]
struct Lines<'a> {
    #[inbox]
    inbox: Inbox<&'a str>,
    longest: usize,
}

impl Main for Lines<'_> {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
