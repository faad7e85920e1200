use fixture::Print;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = String::from("words");
        PRINT = Print::new();
        WORDS.outbox -> PRINT.inbox;
    };
}
