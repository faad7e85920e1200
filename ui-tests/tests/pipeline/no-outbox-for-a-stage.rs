use fixture::Print;

fn loud() -> impl kamaelia::Stage<String, String> {
    Print::new()
}

fn main() {
    drop(loud());
}
