use fixture::{Upper, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        UPPER = Upper::new();
        WORDS.outbox -> UPPER.outbox;
    };
}
