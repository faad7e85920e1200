use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _pipeline = pipeline![WORDS = Words::new(), Print::new()];
}
