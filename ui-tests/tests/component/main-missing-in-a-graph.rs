use fixture::Words;
use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
}

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        LINES = Lines::new();
        WORDS.outbox -> LINES.inbox;
    };
}
