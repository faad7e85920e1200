use fixture::{Sum, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        A = Sum::new();
        B = Sum::new();
        WORDS.outbox -> [A.numbers, B.numbers] via |word| word.len() as u64;
    };
}
