use fixture::{Print, Sum, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        PRINT = Print::new();
        SUM = Sum::new();
        WORDS.outbox -> [PRINT.inbox, SUM.numbers via u64::count_ones];
    };
}
