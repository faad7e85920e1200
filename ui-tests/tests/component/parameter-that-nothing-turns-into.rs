use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
    #[param(into)]
    name: String,
    #[param(into, default)]
    note: String,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {
    let _lines = Lines::new("lines").note(7);
}
