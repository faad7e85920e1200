use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let words = Words::new();
    drop(words);
    let _graph = graphline! {
        WORDS = words;
        PRINT = Print::new();
        WORDS.outbox -> PRINT.inbox;
    };
}
