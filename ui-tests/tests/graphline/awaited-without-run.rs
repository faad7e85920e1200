use fixture::{Print, Words};
use kamaelia::prelude::*;

#[kamaelia::main]
async fn main() -> Outcome {
    graphline! {
        WORDS = Words::new();
        PRINT = Print::new();
        WORDS.outbox -> PRINT.inbox;
    }
    .await
}
