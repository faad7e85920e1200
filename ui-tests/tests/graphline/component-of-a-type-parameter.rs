use fixture::{Print, Words};
use kamaelia::prelude::*;

async fn between<C: Component>(stage: C) -> Outcome {
    graphline! {
        WORDS = Words::new();
        STAGE = stage;
        PRINT = Print::new();
        WORDS -> STAGE -> PRINT;
    }
    .run()
    .await
}

fn main() {
    drop(between(fixture::Upper::new()));
}
