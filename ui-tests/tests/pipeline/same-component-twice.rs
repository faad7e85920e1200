use fixture::{Print, Upper, Words};
use kamaelia::prelude::*;

fn main() {
    let upper = Upper::new();
    let _pipeline = pipeline![Words::new(), upper, upper, Print::new()];
}
