use fixture::{Clock, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        CLOCK = Clock::new();
        WORDS.outbox -> CLOCK.control;
    };
}
