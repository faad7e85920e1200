use fixture::{Print, Words};
use kamaelia::prelude::*;

#[kamaelia::main]
async fn main() -> Outcome {
    pipeline![Words::new(), Print::new()].await
}
