use kamaelia::Request;
use kamaelia::prelude::*;

#[derive(Component)]
struct Measure {
    #[inbox]
    requests: Inbox<Request<String, usize>>,
}

impl Main for Measure {
    async fn main(mut self) -> Outcome {
        while let Some(request) = self.requests.recv().await {
            request.answer_with(|text| text.to_uppercase());
        }
        Ok(())
    }
}

fn main() {}
