use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        CONSOLE = Print::new();
        WORDS.outbox -> pig.inbox;
    };
}
