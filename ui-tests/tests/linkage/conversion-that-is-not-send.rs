use fixture::{Sum, Words};
use kamaelia::prelude::*;
use std::rc::Rc;

fn main() {
    let factor = Rc::new(7);
    let _graph = graphline! {
        WORDS = Words::new();
        SUM = Sum::new();
        WORDS.outbox -> SUM.numbers via move |word| word.len() as u64 * *factor;
    };
}
