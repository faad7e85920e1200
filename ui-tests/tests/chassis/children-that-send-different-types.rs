use fixture::{Numbers, Words};
use kamaelia::chassis::Par;

fn main() {
    let _par = Par::of([Words::new()]).and(Numbers::new());
}
