#![deny(deprecated)]

use fixture::{Join, Print, Upper, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        UPPER = Upper::new();
        JOIN = Join::new();
        PRINT = Print::new();
        WORDS.outbox -> [UPPER.inbox, JOIN.left];
        UPPER.outbox -> JOIN.right;
        JOIN -> PRINT;
    };
}
