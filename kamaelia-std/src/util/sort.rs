use super::collate::{LIMIT, collect_all};
use kamaelia::prelude::*;

/// Sends what has come in order, when no more comes.
///
/// Equal messages keep the order in which they came. Stopped at once, it sends
/// nothing.
///
/// # Errors
///
/// [`TooMany`](super::TooMany) if more messages come than its limit allows: a
/// million, if not said otherwise.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect, Sort};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     WORDS = DataSource::new(["pear", "apple", "fig"]);
///     SORT  = Sort::new();
///     CHECK = Expect::new(["apple", "fig", "pear"]);
///
///     WORDS -> SORT -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct Sort<T: Message> {
    /// Messages in any order.
    #[inbox]
    inbox: Inbox<T>,

    /// The same messages, the least first.
    #[outbox]
    outbox: Outbox<T>,

    /// How many messages it keeps.
    #[param(default = LIMIT)]
    limit: usize,
}

impl<T: Message + Ord> Main for Sort<T> {
    async fn main(mut self) -> Outcome {
        if let Some(mut all) = collect_all(&mut self.inbox, &mut self.outbox, self.limit).await? {
            all.sort();
            self.outbox.send_all(all).await?;
        }
        Ok(())
    }
}
