use fixture::Words;
use kamaelia::prelude::*;

#[derive(Component)]
struct Borrowed<'a> {
    #[inbox]
    inbox: Inbox<String>,
    text: &'a str,
}

impl Main for Borrowed<'_> {
    async fn main(self) -> Outcome {
        println!("{}", self.text);
        Ok(())
    }
}

fn main() {
    let text = String::from("text");
    let graph = graphline! {
        WORDS = Words::new();
        BORROWED = Borrowed::new(&text);
        WORDS.outbox -> BORROWED.inbox;
    };
    let _ = graph.spread();
}
