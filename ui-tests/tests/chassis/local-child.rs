use fixture::Canvas;
use kamaelia::chassis::Isolate;

fn main() {
    let _isolate = Isolate::new(Canvas::new());
}
