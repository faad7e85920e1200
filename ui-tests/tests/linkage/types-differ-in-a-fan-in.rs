use fixture::{Numbers, Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        NUMBERS = Numbers::new();
        PRINT = Print::new();
        WORDS.outbox -> PRINT.inbox;
        NUMBERS.outbox -> PRINT.inbox;
    };
}
