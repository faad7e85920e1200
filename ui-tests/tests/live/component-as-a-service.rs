use fixture::Sum;
use kamaelia::Services;

fn main() {
    let _registered = Services::new().register("sum", Sum::new());
}
