#![deny(unused_must_use)]

use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    pipeline![Words::new(), Print::new()];
}
