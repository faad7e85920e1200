use fixture::{Print, Upper, Words};
use kamaelia::chassis::Isolate;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        UPPER = Isolate::new(|| Upper::new());
        PRINT = Print::new();
        WORDS.outbox -> UPPER.inbox;
        UPPER.outbox -> PRINT.inbox;
    };
}
