use fixture::{Echo, Ticket};
use kamaelia::chassis::Par;

fn main() {
    let _par = Par::copying([Echo::<Ticket>::new()]);
}
