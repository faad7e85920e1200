use fixture::{Print, Upper, Words};
use kamaelia::chassis::Carousel;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        NEXT  = Words::new();
        UPPER = Carousel::new(|| Upper::new());
        PRINT = Print::new();
        NEXT.outbox  -> UPPER.next;
        WORDS.outbox -> UPPER.inbox;
        UPPER.outbox -> PRINT.inbox;
    };
}
