use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
    width: usize,
    #[param(default = 1)]
    times: usize,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {
    let _lines = Lines::new(80).times("twice");
}
