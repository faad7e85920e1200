//! A backplane: what is published there reaches all who have subscribed. A publisher
//! passes on what it has published as well.
//!
//! ```console
//! $ printf 'hello\n' | cargo run -q --example backplane_forwarding
//! passed on: hello
//! one hears: hello
//! other hears: hello
//! ```

use kamaelia::prelude::*;
use kamaelia::{Backplane, PublishTo, SubscribeTo};
use kamaelia_std::io::{ConsoleEchoer, ConsoleReader};

#[kamaelia::main]
async fn main() -> Outcome {
    let news = Backplane::<String>::new();
    let address = news.address();
    graphline! {
        NEWS    = news;
        INPUT   = ConsoleReader::new("> ");
        PUBLISH = PublishTo::new(address.clone());
        ONE     = SubscribeTo::new(address.clone());
        OTHER   = SubscribeTo::new(address);
        PRINT   = ConsoleEchoer::new();

        INPUT -> PUBLISH;
        PUBLISH.outbox -> PRINT.inbox via |line| format!("passed on: {line}");
        ONE.outbox     -> PRINT.inbox via |line| format!("one hears: {line}");
        OTHER.outbox   -> PRINT.inbox via |line| format!("other hears: {line}");
        // Others might publish, too; here the end of this one is the end of all.
        PUBLISH.signal -> NEWS.control;
    }
    .run()
    .await
}
