use fixture::Words;
use kamaelia::prelude::*;

#[derive(Component)]
struct Lines<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
}

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        LINES = Lines::new();
        WORDS.outbox -> LINES.inbox;
    };
}
