use fixture::{Print, Upper, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        PRINT = Print::new();
        UPPER = Upper::new();
        UPPER -> PRINT;
        WORDS.outbox -> UPPER.inbox;
        PRINT.signal -> UPPER.inbox;
    };
}
