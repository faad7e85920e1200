use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
}

impl Main for Lines {
    async fn main(self) {}
}

fn main() {}
