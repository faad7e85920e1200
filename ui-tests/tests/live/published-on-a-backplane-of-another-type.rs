use fixture::Words;
use kamaelia::prelude::*;
use kamaelia::{Backplane, PublishTo};

fn main() {
    let news = Backplane::<u64>::new();
    let _graph = graphline! {
        WORDS   = Words::new();
        PUBLISH = PublishTo::new(news.address());
        WORDS.outbox -> PUBLISH.inbox;
    };
}
