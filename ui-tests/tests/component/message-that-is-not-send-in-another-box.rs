use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    lines: Inbox<std::rc::Rc<str>>,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
