use crate::wait::while_read;
use kamaelia::prelude::*;

/// Passes the first messages on, and then no more.
///
/// After them it ends, and so do sources that work for it alone. Where the rest
/// has to go on being read, [`Rest::Swallow`] does that.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect, Take};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     NUMBERS = DataSource::new(1..);
///     THREE   = Take::new(3);
///     CHECK   = Expect::new([1, 2, 3]);
///
///     NUMBERS -> THREE -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct Take<T: Message> {
    /// Messages to pass on.
    #[inbox]
    inbox: Inbox<T>,

    /// The first of them.
    #[outbox]
    outbox: Outbox<T>,

    count: usize,

    /// What becomes of those that come after.
    #[param(default)]
    rest: Rest,
}

/// What [`Take`] does with the messages that it does not pass on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rest {
    /// It ends, and who sends to it learns that.
    #[default]
    Refuse,
    /// It reads them and throws them away, for as long as they come, whether anybody
    /// reads the first ones or not.
    Swallow,
}

impl<T: Message> Main for Take<T> {
    async fn main(mut self) -> Outcome {
        for _ in 0..self.count {
            let Some(Some(message)) = while_read(&mut self.outbox, self.inbox.recv()).await else {
                break;
            };
            self.outbox.send(message).await?;
        }
        if self.rest == Rest::Swallow {
            // Who reads what has passed learns that this was all.
            drop(self.outbox);
            while self.inbox.recv().await.is_some() {}
        }
        Ok(())
    }
}
