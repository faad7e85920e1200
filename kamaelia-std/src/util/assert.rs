use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// Checks that every message is `true`: the sink of tests whose answer is yes or
/// no.
///
/// # Errors
///
/// [`NotTrue`] for the first that is not, which stops the graph.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{Assert, Comparator, DataSource};
///
/// # futures::executor::block_on(async {
/// let outcome = graphline! {
///     GIVEN  = DataSource::new([1, 2, 3]);
///     WANTED = DataSource::new([1, 2, 4]);
///     SAME   = Comparator::new(|given: &u64, wanted: &u64| given == wanted);
///     CHECK  = Assert::new();
///
///     GIVEN.outbox  -> SAME.in_a;
///     WANTED.outbox -> SAME.in_b;
///     SAME -> CHECK;
/// }
/// .run()
/// .await;
///
/// let fault = outcome.unwrap_err().to_string();
/// assert!(fault.starts_with("`CHECK`") && fault.ends_with("message 3 at `inbox` is false"));
/// # });
/// ```
#[derive(Component)]
pub struct Assert {
    /// What has to be true.
    #[inbox]
    inbox: Inbox<bool>,

    #[state]
    count: u64,
}

impl Main for Assert {
    async fn main(mut self) -> Outcome {
        while let Some(holds) = self.inbox.recv().await {
            self.count += 1;
            if !holds {
                return Err(NotTrue { number: self.count }.into());
            }
        }
        Ok(())
    }
}

/// A message that had to be `true`, and is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTrue {
    /// Which it is, from 1.
    pub number: u64,
}

impl Display for NotTrue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "message {} at `inbox` is false", self.number)
    }
}

impl Error for NotTrue {}
