use fixture::{Print, Tee, Words};
use kamaelia::prelude::*;

fn main() {
    let _pipeline = pipeline![Words::new(), Tee::new(), Print::new()];
}
