use fixture::{Sum, Words};
use kamaelia::prelude::*;

fn main() {
    let names = vec![String::from("first")];
    let known = &names;
    let _graph = graphline! {
        WORDS = Words::new();
        SUM = Sum::new();
        WORDS.outbox -> SUM.numbers via move |word| u64::from(known.contains(&word));
    };
}
