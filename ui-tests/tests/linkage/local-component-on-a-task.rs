use fixture::{Canvas, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        CANVAS = Canvas::new() on task;
        WORDS.outbox -> CANVAS.inbox;
    };
}
