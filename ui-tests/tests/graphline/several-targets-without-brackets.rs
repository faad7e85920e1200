use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        LEFT = Print::new();
        RIGHT = Print::new();
        WORDS.outbox -> LEFT.inbox, RIGHT.inbox;
    };
}
