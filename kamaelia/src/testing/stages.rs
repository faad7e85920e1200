//! Running a single stage: [`outputs`] and [`expect`].

use crate::{Component, Inbox, Main, Message, Outbox, Outcome, Stage, Stop, pipeline};
use std::fmt::Debug;
use std::future::Future;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    inputs: impl IntoIterator<Item = In, IntoIter: Send>,
) -> Result<Vec<Out>, Stop> {
    let outputs = Arc::default();
    let inputs = Inputs::new(inputs.into_iter());
    let sink = Outputs::new(Arc::clone(&outputs));
    pipeline![inputs, stage, sink].run().await?;
    Ok(std::mem::take(&mut *lock(&outputs)))
}

fn lock<T>(outputs: &Mutex<Vec<T>>) -> MutexGuard<'_, Vec<T>> {
    outputs.lock().unwrap_or_else(PoisonError::into_inner)
}

// `feed` and `collect` would do; but each of their operations is one more place
// to give way, and a search has to try them all.

/// Sends what goes into the stage.
#[derive(Component)]
struct Inputs<T: Message, I: Iterator<Item = T> + Send> {
    #[outbox]
    outbox: Outbox<T>,
    inputs: I,
}

impl<T: Message, I: Iterator<Item = T> + Send> Main for Inputs<T, I> {
    async fn main(mut self) -> Outcome {
        self.outbox.send_all(self.inputs).await?;
        Ok(())
    }
}

/// Keeps what comes out of the stage.
#[derive(Component)]
struct Outputs<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    outputs: Arc<Mutex<Vec<T>>>,
}

impl<T: Message> Main for Outputs<T> {
    async fn main(mut self) -> Outcome {
        while let Some(output) = self.inbox.recv().await {
            lock(&self.outputs).push(output);
        }
        Ok(())
    }
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
    inputs: impl IntoIterator<Item = In, IntoIter: Send>,
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
