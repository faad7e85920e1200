use kamaelia::prelude::*;

#[derive(Component)]
#[component(bloking)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
}

impl Blocking for Lines {
    fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
