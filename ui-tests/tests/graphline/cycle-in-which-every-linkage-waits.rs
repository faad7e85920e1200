use fixture::{Join, Upper, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        JOIN = Join::new();
        UPPER = Upper::new();
        WORDS.outbox -> JOIN.left;
        JOIN.outbox -> UPPER.inbox;
        UPPER.outbox -> JOIN.right with capacity(1024);
    };
}
