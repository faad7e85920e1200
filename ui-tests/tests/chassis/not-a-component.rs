use kamaelia::chassis::Restart;

fn main() {
    let _restart = Restart::new(|| String::new());
}
