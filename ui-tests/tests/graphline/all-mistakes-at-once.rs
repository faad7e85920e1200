use fixture::{Print, Upper, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        WORDS = Words::new();
        PRINT = Print::new();
        UPPER = Upper::new();
        WORDS.outbox -> PRNT.inbox;
        WORDS.outbox => PRINT.inbox;
        UPPER -> UPPER;
        UPPER.outbox -> PRINT.inbox with capacty(3);
    };
}
