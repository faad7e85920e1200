use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new() on tsk;
        PRINT = Print::new();
        WORDS.outbox -> PRINT.inbox;
    };
}
