use fixture::Upper;

fn loud() -> impl kamaelia::Stage<String, u64> {
    Upper::new()
}

fn main() {
    drop(loud());
}
