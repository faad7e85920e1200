use fixture::{Numbers, Words};
use kamaelia::chassis::Seq;

fn main() {
    let _seq = Seq::of(Words::new()).then(Numbers::new());
}
