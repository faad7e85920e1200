use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let words = Words::new();
    let _graph = graphline! {
        FIRST = words;
        SECOND = words;
        PRINT = Print::new();
        FIRST.outbox -> PRINT.inbox;
        SECOND.outbox -> PRINT.inbox;
    };
}
