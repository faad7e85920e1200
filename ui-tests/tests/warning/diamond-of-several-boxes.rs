#![deny(deprecated)]

use fixture::{Join, Print, Split, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        SPLIT = Split::new();
        JOIN = Join::new();
        PRINT = Print::new();
        WORDS -> SPLIT;
        SPLIT.outbox[0] -> JOIN.left;
        SPLIT.outbox[1] -> JOIN.right;
        JOIN -> PRINT;
    };
}
