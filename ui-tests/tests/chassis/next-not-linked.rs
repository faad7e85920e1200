use fixture::{Print, Upper, Words};
use kamaelia::chassis::Carousel;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        PLAYER = Carousel::new(|()| Upper::new());
        PRINT = Print::new();
        WORDS -> PLAYER -> PRINT;
    };
}
