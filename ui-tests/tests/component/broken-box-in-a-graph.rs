use fixture::Words;
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

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        LINES = Lines::new();
        WORDS.outbox -> LINES.inbox;
    };
}
