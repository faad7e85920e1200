use fixture::{Print, Words};
use kamaelia::chassis::Isolate;
use kamaelia::prelude::*;
use std::rc::Rc;

#[derive(Component)]
#[component(local)]
struct Upper {
    #[inbox]
    inbox: Inbox<String>,
    #[outbox]
    outbox: Outbox<String>,
    rules: Rc<str>,
}

impl Main for Upper {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        UPPER = Isolate::new(Upper::new("".into()));
        PRINT = Print::new();
        WORDS.outbox -> UPPER.inbox;
        UPPER.outbox -> PRINT.inbox;
    };
}
