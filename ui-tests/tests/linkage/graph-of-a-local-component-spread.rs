use fixture::{Canvas, Words};
use kamaelia::prelude::*;

fn main() {
    let graph = graphline! {
        WORDS = Words::new();
        CANVAS = Canvas::new();
        WORDS.outbox -> CANVAS.inbox;
    };
    let _ = graph.spread();
}
