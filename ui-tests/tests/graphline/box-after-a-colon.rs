use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        PRINT = Print::new();
        WORDS:outbox -> PRINT.inbox;
    };
}
