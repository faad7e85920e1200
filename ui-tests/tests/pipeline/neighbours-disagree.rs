use fixture::{Echo, Words};
use kamaelia::prelude::*;

fn main() {
    let _pipeline = pipeline![Words::new(), Echo::<u64>::new()];
}
