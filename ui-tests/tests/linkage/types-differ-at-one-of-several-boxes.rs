use fixture::{Print, Split, Sum, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        SPLIT = Split::new();
        PRINT = Print::new();
        SUM = Sum::new();
        WORDS -> SPLIT;
        SPLIT.outbox[0] -> PRINT.inbox;
        SPLIT.outbox[1] -> SUM.numbers;
    };
}
