use kamaelia::Backplane;

struct Parcel;

fn main() {
    let _backplane = Backplane::<Parcel>::new();
}
