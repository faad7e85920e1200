use fixture::Upper;
use kamaelia::chassis::Par;

fn main() {
    let _par = Par::of([Upper::new(), Upper::new()]);
}
