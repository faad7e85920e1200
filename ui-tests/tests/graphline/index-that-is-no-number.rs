use fixture::{Print, Split, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        SPLIT = Split::new();
        PRINT = Print::new();
        WORDS -> SPLIT;
        SPLIT.outbox[first] -> PRINT.inbox;
        SPLIT.outbox[1] -> PRINT.inbox;
    };
}
