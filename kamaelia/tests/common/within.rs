//! An end of a diamond that is a graph itself.

use crate::common::Echo;
use crate::diamond::Join;
use kamaelia::prelude::*;

/// [`Join`] within a component.
#[derive(Component)]
pub(crate) struct JoinWithin {
    #[inbox]
    many: Inbox<u64>,
    #[inbox]
    one: Inbox<u64>,
}

impl Main for JoinWithin {
    async fn main(self) -> Outcome {
        graphline! {
            JOIN = Join::new();
            ECHO = Echo::<u64>::new();
            self.many -> ECHO;
            ECHO.outbox -> JOIN.left with capacity(1);
            self.one -> JOIN.right;
        }
        .run()
        .await
    }
}
