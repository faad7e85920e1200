use fixture::{Sum, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        SUM = Sum::new();
        WORDS.outbox -> SUM.numbers via 7;
    };
}
