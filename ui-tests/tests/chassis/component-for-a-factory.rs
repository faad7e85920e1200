use fixture::{Print, Upper, Words};
use kamaelia::chassis::Restart;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        UPPER = Restart::new(Upper::new());
        PRINT = Print::new();
        WORDS.outbox -> UPPER.inbox;
        UPPER.outbox -> PRINT.inbox;
    };
}
