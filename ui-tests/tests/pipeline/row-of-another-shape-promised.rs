use fixture::{Echo, Upper};
use kamaelia::prelude::*;

fn loud() -> impl kamaelia::Stage<String, u64> {
    pipeline![Echo::new(), Upper::new()]
}

fn main() {
    drop(loud());
}
