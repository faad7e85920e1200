use crate::wait::while_read;
use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// Keeps everything that comes, and sends it as one list at the end.
///
/// If nothing came, the list is empty. Stopped at once, or with no reader left,
/// it sends none.
///
/// # Errors
///
/// [`TooMany`] if more messages come than its limit allows: a million, if not
/// said otherwise.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{Collate, DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     NUMBERS = DataSource::new([1, 2, 3]);
///     ALL     = Collate::new();
///     CHECK   = Expect::new([vec![1, 2, 3]]);
///
///     NUMBERS -> ALL -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct Collate<T: Message> {
    /// Messages to keep.
    #[inbox]
    inbox: Inbox<T>,

    /// All of them, in the order in which they came, when no more come.
    #[outbox]
    outbox: Outbox<Vec<T>>,

    /// How many messages it keeps.
    #[param(default = LIMIT)]
    limit: usize,
}

/// How many messages are kept where nobody says otherwise.
pub(super) const LIMIT: usize = 1_000_000;

impl<T: Message> Main for Collate<T> {
    async fn main(mut self) -> Outcome {
        if let Some(all) = collect_all(&mut self.inbox, &mut self.outbox, self.limit).await? {
            self.outbox.send(all).await?;
        }
        Ok(())
    }
}

/// Everything that comes; `None` if nobody would read what becomes of it.
pub(super) async fn collect_all<T: Message, U: Message>(
    inbox: &mut Inbox<T>,
    outbox: &mut Outbox<U>,
    limit: usize,
) -> Result<Option<Vec<T>>, TooMany> {
    let mut all = Vec::new();
    loop {
        match while_read(outbox, inbox.recv()).await {
            Some(Some(_)) if all.len() == limit => return Err(TooMany { limit }),
            Some(Some(message)) => all.push(message),
            Some(None) => return Ok(Some(all)),
            None => return Ok(None),
        }
    }
}

/// More messages came than may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// How many may be kept.
    pub limit: usize,
}

impl Display for TooMany {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let limit = self.limit;
        write!(
            f,
            "more than {limit} messages came to `inbox`, which keeps them all until the end; \
             raise `limit`, or send fewer"
        )
    }
}

impl Error for TooMany {}
