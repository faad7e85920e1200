use fixture::{Print, Upper, Words};
use kamaelia::chassis::Carousel;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        PLAYER = Carousel::new(|_name: String| Upper::new());
        PRINT = Print::new();
        WORDS.outbox -> PLAYER.next;
        PLAYER -> PRINT;
    };
}
