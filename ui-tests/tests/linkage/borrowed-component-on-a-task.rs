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
    let _graph = graphline! {
        WORDS = Words::new();
        BORROWED = Borrowed::new(&text) on task;
        WORDS.outbox -> BORROWED.inbox;
    };
}
