use kamaelia::prelude::*;

#[derive(Component)]
#[component(blocking)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
}

impl Blocking for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
