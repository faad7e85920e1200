use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _pipeline = pipeline![Words::new(), Print::new(); Print::new()];
}
