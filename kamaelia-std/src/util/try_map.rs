use crate::wait::while_read;
use kamaelia::prelude::*;
use std::error::Error;

/// Sends what a function makes of each message, if it can.
///
/// What a program reads was sent by somebody else, and need not be what it should
/// be: what happens to a message that cannot be converted is up to [`OnError`].
///
/// # Errors
///
/// With [`OnError::Fail`], the error that the function gave first.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect, Map, OnError, TryMap};
/// use std::num::ParseIntError;
///
/// # futures::executor::block_on(async {
/// graphline! {
///     WORDS   = DataSource::new(["1", "two", "3"]);
///     NUMBERS = TryMap::new(|word: &str| word.parse::<u64>()).on_error(OnError::Skip);
///     CHECK   = Expect::new([1, 3]);
///     WRONG   = Map::new(|error: ParseIntError| error.to_string());
///     ERRORS  = Expect::new(["invalid digit found in string".to_owned()]);
///
///     WORDS -> NUMBERS -> CHECK;
///     NUMBERS.errors -> WRONG.inbox;
///     WRONG -> ERRORS;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct TryMap<T, U, E, F>
where
    T: Message,
    U: Message,
    E: Error + Send + Sync + 'static,
    F: FnMut(T) -> Result<U, E> + Send + 'static,
{
    /// Messages to convert.
    #[inbox]
    inbox: Inbox<T>,

    /// What became of those that could be converted, in the same order.
    #[outbox]
    outbox: Outbox<U>,

    /// What was wrong with each message that was skipped.
    #[outbox(optional)]
    errors: Outbox<E>,

    function: F,

    /// What happens to a message that cannot be converted.
    #[param(default)]
    on_error: OnError,
}

/// What happens to a message that cannot be converted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnError {
    /// It is a fault.
    #[default]
    Fail,
    /// It is dropped. What is wrong with it leaves at `errors`.
    Skip,
}

impl<T, U, E, F> Main for TryMap<T, U, E, F>
where
    T: Message,
    U: Message,
    E: Error + Send + Sync + 'static,
    F: FnMut(T) -> Result<U, E> + Send + 'static,
{
    async fn main(mut self) -> Outcome {
        while let Some(Some(message)) = while_read(&mut self.outbox, self.inbox.recv()).await {
            match (self.function)(message) {
                Ok(message) => self.outbox.send(message).await?,
                Err(error) if self.on_error == OnError::Fail => return Err(error.into()),
                // Messages go on even if nobody reads the errors any more.
                Err(error) => drop(self.errors.send(error).await),
            }
        }
        Ok(())
    }
}
