use kamaelia::Services;
use kamaelia::prelude::*;

fn main() {
    let mut outbox = Outbox::<u64>::unlinked();
    let _registered = Services::new().register("numbers", outbox.address());
}
