use fixture::{Canvas, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        CANVAS = Canvas::new() on thread;
        WORDS.outbox -> CANVAS.inbox;
    };
}
