use fixture::{Print, Split, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        SPLIT = Split::new();
        PRINT = Print::new();
        WORDS -> SPLIT;
        SPLIT.outbox[0] -> PRINT.inbox;
        SPLIT.outbox[1] -> PRINT.inbox;
        SPLIT.outbox[2] -> PRINT.inbox;
    };
}
