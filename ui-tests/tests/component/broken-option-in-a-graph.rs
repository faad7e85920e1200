use fixture::{Print, Words};
use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
    #[outbox(optinal)]
    log: Outbox<String>,
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
        PRINT = Print::new();
        WORDS.outbox -> LINES.inbox;
        LINES.log -> PRINT.inbox;
    };
}
