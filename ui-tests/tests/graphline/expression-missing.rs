use fixture::Print;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = ;
        PRINT = Print::new();
        WORDS.outbox -> PRINT.inbox;
    };
}
