use fixture::{Upper, Words};
use kamaelia::prelude::*;

fn loud() -> impl kamaelia::Stage<String, String> {
    Upper::new()
}

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        LOUD = loud();
        WORDS -> LOUD;
    };
}
