use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words;
        PRINT = Print::new();
        WORDS.outbox -> PRINT.inbox;
    };
}
