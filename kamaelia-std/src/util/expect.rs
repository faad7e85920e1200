use crate::wait::is_stopped;
use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};

/// Checks that exactly these messages arrive, in this order: the sink of tests.
///
/// Told to stop now it misses nothing that has not come yet: who told it, or
/// whose fault it is, has the word.
///
/// # Errors
///
/// [`Unexpected`] when a message differs, is missing or is one too many. Its
/// text holds what was expected and what came.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// let outcome = graphline! {
///     WORDS = DataSource::new(["hi", "you"]);
///     CHECK = Expect::new(["hi", "me"]);
///
///     WORDS -> CHECK;
/// }
/// .run()
/// .await;
///
/// let fault = outcome.unwrap_err().to_string();
/// assert!(fault.ends_with(r#"expected ["hi", "me"], received ["hi", "you"]"#));
/// # });
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct Expect<T: Message> {
    /// The messages to check.
    #[inbox]
    inbox: Inbox<T>,

    expected: Vec<T>,
}

impl<T: Message> Expect<T> {
    /// A sink that expects these messages and no other.
    #[must_use]
    pub fn new(expected: impl IntoIterator<Item = T>) -> Expect<T> {
        Expect {
            inbox: Inbox::unlinked(),
            expected: expected.into_iter().collect(),
        }
    }
}

impl<T: Message + PartialEq + Debug> Main for Expect<T> {
    async fn main(mut self) -> Outcome {
        let mut received = Vec::new();
        while let Some(message) = self.inbox.recv().await {
            let place = received.len();
            received.push(message);
            if self.expected.get(place) != received.last() {
                return Err(Unexpected::new(&self.expected, &received).into());
            }
        }
        if received.len() < self.expected.len() && !is_stopped().await {
            return Err(Unexpected::new(&self.expected, &received).into());
        }
        Ok(())
    }
}

/// What [`Expect`] expected, and what came instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexpected {
    /// The messages that were expected, as text.
    pub expected: String,
    /// The messages up to the first that was wrong, as text.
    pub received: String,
}

impl Unexpected {
    fn new<T: Debug>(expected: &[T], received: &[T]) -> Unexpected {
        Unexpected {
            expected: format!("{expected:?}"),
            received: format!("{received:?}"),
        }
    }
}

impl Display for Unexpected {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, received {}", self.expected, self.received)
    }
}

impl Error for Unexpected {}
