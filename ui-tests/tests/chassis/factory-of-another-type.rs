use fixture::{Numbers, Print, Upper};
use kamaelia::chassis::Carousel;
use kamaelia::prelude::*;

fn main() {
    let (_lines, feeder) = feed();
    let _graph = graphline! {
        NUMBERS = Numbers::new();
        LINES = feeder;
        PLAYER = Carousel::new(|_name: String| Upper::new());
        PRINT = Print::new();
        NUMBERS.outbox -> PLAYER.next;
        LINES -> PLAYER -> PRINT;
    };
}
