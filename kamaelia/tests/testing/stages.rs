//! A single stage.

use crate::Echo;
use kamaelia::prelude::*;
use kamaelia::testing::{expect, outputs, run};

#[test]
fn outputs_takes_no_more_of_the_inputs_than_the_stage_does() {
    run(async || {
        let outputs = outputs(First::new(), 7..).await?;
        assert_eq!(outputs, [7]);
        Ok(())
    });
}

/// Repeats the first message, and has enough.
#[derive(Component)]
struct First {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for First {
    async fn main(mut self) -> Outcome {
        if let Some(message) = self.inbox.recv().await {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

#[test]
fn expect_says_what_is_different() {
    for (expected, says) in [
        (vec![1, 3], "output 1 is 2, and should be 3"),
        (vec![1], "output 1 is 2, and should be missing"),
        (vec![1, 2, 3], "output 2 is missing, and should be 3"),
    ] {
        let fault = futures::executor::block_on(expect(Echo::new(), [1, 2], expected));
        let fault = fault.unwrap_err().to_string();
        assert!(fault.contains(says), "{fault}");
        assert!(fault.contains("tests/testing/"), "{fault}");
    }
}
