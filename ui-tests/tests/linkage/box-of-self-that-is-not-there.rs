use fixture::Print;
use kamaelia::prelude::*;

#[derive(Component)]
struct Ways {
    #[inbox]
    inputs: [Inbox<String>; 2],
}

impl Main for Ways {
    async fn main(self) -> Outcome {
        graphline! {
            LEFT = Print::new();
            RIGHT = Print::new();
            self.inputs[0] -> LEFT.inbox;
            self.inputs[2] -> RIGHT.inbox;
        }
        .run()
        .await
    }
}

fn main() {}
