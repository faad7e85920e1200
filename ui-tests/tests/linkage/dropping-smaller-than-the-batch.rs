use fixture::{Blocks, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        BLOCKS = Blocks::new();
        WORDS.outbox -> BLOCKS.inbox with drop_oldest(64);
    };
}
