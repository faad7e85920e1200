use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _pipeline = pipeline![Words::new(), Words::new(), Print::new()];
}
