use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let graph = graphline! {
        WORDS = Words::new();
        PRINT = Print::new();
        WORDS.outbox -> PRINT.inbox;
    };
    drop(graph.run());
    drop(graph.run());
}
