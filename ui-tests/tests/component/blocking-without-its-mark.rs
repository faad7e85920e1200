use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
}

impl Blocking for Lines {
    fn main(mut self) -> Outcome {
        while let Some(line) = self.inbox.recv_blocking() {
            println!("{line}");
        }
        Ok(())
    }
}

fn main() {}
