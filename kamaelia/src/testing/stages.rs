//! Running a single stage: [`outputs`] and [`expect`].

use crate::component::Message;
use crate::outcome::{Outcome, Stop};
use crate::policy::Policy;
use crate::stage::Stage;
use crate::{collect, feed_with, pipeline};
use futures::future::join;
use std::fmt::Debug;
use std::future::Future;
use std::panic::Location;

/// Runs a stage on these inputs, and gives what comes out of it.
///
/// The stage ends when the inputs do, or earlier if it likes.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::testing::outputs;
/// # /// Repeats every message twice.
/// # #[derive(Component)]
/// # struct Twice { #[inbox] inbox: Inbox<u64>, #[outbox] outbox: Outbox<u64> }
/// # impl Main for Twice {
/// #     async fn main(mut self) -> Outcome {
/// #         while let Some(n) = self.inbox.recv().await { self.outbox.send_all([n, n]).await?; }
/// #         Ok(())
/// #     }
/// # }
///
/// # futures::executor::block_on(async {
/// let numbers = outputs(Twice::new(), [1, 2]).await?;
/// assert_eq!(numbers, [1, 1, 2, 2]);
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
///
/// # Errors
///
/// The fault of the stage.
pub async fn outputs<In: Message, Out: Message>(
    stage: impl Stage<In, Out>,
    inputs: impl IntoIterator<Item = In>,
) -> Result<Vec<Out>, Stop> {
    // Only what the stage has asked for is taken from the inputs: there may be
    // no end of them.
    let (mut feeder, source) = feed_with(Policy::capacity(1));
    let (mut collector, sink) = collect();
    let feeding = async move {
        // The stage may end first, and then there is nobody to feed.
        let _ = feeder.send_all(inputs).await;
    };
    let run = pipeline![source, stage, sink].run();
    let (outcome, ()) = join(run, feeding).await;
    outcome?;
    let mut outputs = Vec::new();
    while let Ok(output) = collector.try_recv() {
        outputs.push(output);
    }
    Ok(outputs)
}

/// Runs a stage on these inputs, and gives a fault unless exactly these outputs
/// come out of it, in this order.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::testing::{expect, run};
/// # /// Repeats every message twice.
/// # #[derive(Component)]
/// # struct Twice { #[inbox] inbox: Inbox<u64>, #[outbox] outbox: Outbox<u64> }
/// # impl Main for Twice {
/// #     async fn main(mut self) -> Outcome {
/// #         while let Some(n) = self.inbox.recv().await { self.outbox.send_all([n, n]).await?; }
/// #         Ok(())
/// #     }
/// # }
///
/// run(|| expect(Twice::new(), [1, 2], [1, 1, 2, 2]));
/// ```
///
/// # Errors
///
/// The fault of the stage, or what is different.
#[track_caller]
pub fn expect<In, Out, Expected>(
    stage: impl Stage<In, Out>,
    inputs: impl IntoIterator<Item = In>,
    expected: impl IntoIterator<Item = Expected>,
) -> impl Future<Output = Outcome>
where
    In: Message,
    Out: Message + PartialEq<Expected> + Debug,
    Expected: Debug,
{
    let caller = Location::caller();
    async move {
        let outputs = outputs(stage, inputs).await?;
        let expected: Vec<Expected> = expected.into_iter().collect();
        if outputs == expected {
            return Ok(());
        }
        let same = outputs.iter().zip(&expected);
        let number = same
            .take_while(|(output, expected)| output == expected)
            .count();
        Err(Stop::fault(format!(
            "{caller}: output {number} is {}, and should be {}\n  outputs: {outputs:?}\n expected: {expected:?}",
            text_of(outputs.get(number)),
            text_of(expected.get(number)),
        )))
    }
}

fn text_of(value: Option<&impl Debug>) -> String {
    value.map_or("missing".to_owned(), |value| format!("{value:?}"))
}
