use fixture::Print;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Wrods::new();
        PRINT = Print::new();
        WORDS.outbox -> PRINT.inbox;
    };
}
