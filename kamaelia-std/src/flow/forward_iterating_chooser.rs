use crate::types::ForwardStep;
use crate::wait::while_read;
use kamaelia::prelude::*;

/// Walks forwards through whatever a `for` loop can, one step for each message.
///
/// The first item leaves at the start, and then one for each step. After the last
/// item a further step ends it. An item is made when there is room for it, so the
/// iterator may be lazy, and need not have an end. [`Chooser`](super::Chooser)
/// walks both ways.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::ForwardIteratingChooser;
/// use kamaelia_std::types::ForwardStep;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     BUTTONS = DataSource::new([ForwardStep::Next, ForwardStep::Same, ForwardStep::Next]);
///     SQUARES = ForwardIteratingChooser::new((1..).map(|n: u64| n * n));
///     CHECK   = Expect::new([1, 4, 4, 9]);
///
///     BUTTONS -> SQUARES -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct ForwardIteratingChooser<I>
where
    I: Iterator + Send + 'static,
    I::Item: Message + Clone,
{
    /// Where to go.
    #[inbox]
    inbox: Inbox<ForwardStep>,

    /// The item that it is at, after each step.
    #[outbox]
    outbox: Outbox<I::Item>,

    items: I,
}

impl<I> ForwardIteratingChooser<I>
where
    I: Iterator + Send + 'static,
    I::Item: Message + Clone,
{
    /// Walks through these items.
    #[must_use]
    pub fn new(items: impl IntoIterator<IntoIter = I>) -> ForwardIteratingChooser<I> {
        ForwardIteratingChooser {
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            items: items.into_iter(),
        }
    }
}

impl<I> Main for ForwardIteratingChooser<I>
where
    I: Iterator + Send + 'static,
    I::Item: Message + Clone,
{
    async fn main(mut self) -> Outcome {
        let mut step = ForwardStep::Next;
        let mut item = None;
        loop {
            // Only what has room is asked of an iterator, which may do work.
            let slot = self.outbox.reserve().await?;
            if step == ForwardStep::Next {
                item = self.items.next();
            }
            let Some(item) = &item else { return Ok(()) };
            slot.send(item.clone());
            match while_read(&mut self.outbox, self.inbox.recv()).await {
                Some(Some(next)) => step = next,
                _ => return Ok(()),
            }
        }
    }
}
