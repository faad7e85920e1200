use kamaelia::{Services, Value};

fn main() {
    if let Ok(registered) = Services::new().register("volume", Value::new(5)) {
        registered.remove();
        registered.remove();
    }
}
