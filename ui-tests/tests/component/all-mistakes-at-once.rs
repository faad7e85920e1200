use kamaelia::prelude::*;

#[derive(Component)]
#[component(lokal)]
struct Lines {
    #[inbox(optinal)]
    lines: Vec<String>,
    #[outbox]
    signal: Outbox<u64>,
    numbers: Inbox<u64>,
    #[param(default = 1)]
    main: usize,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
