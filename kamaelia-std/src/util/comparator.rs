use crate::wait::{recv_both, while_read};
use kamaelia::prelude::*;

/// Compares two streams, message by message.
///
/// The first of one side meets the first of the other, the second the second,
/// whenever they come: a side that is ahead waits. It ends with the side that
/// ends first; what the other has more has no partner.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{Comparator, DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     SENT    = DataSource::new(["one", "two", "three"]);
///     LENGTHS = DataSource::new([3, 3, 4]);
///     SAME    = Comparator::new(|word: &&str, length: &usize| word.len() == *length);
///     CHECK   = Expect::new([true, true, false]);
///
///     SENT.outbox    -> SAME.in_a;
///     LENGTHS.outbox -> SAME.in_b;
///     SAME -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct Comparator<A, B, F>
where
    A: Message,
    B: Message,
    F: FnMut(&A, &B) -> bool + Send + 'static,
{
    /// One side.
    #[inbox]
    in_a: Inbox<A>,

    /// The other side.
    #[inbox]
    in_b: Inbox<B>,

    /// What the comparison says of each pair.
    #[outbox]
    outbox: Outbox<bool>,

    compare: F,
}

impl<A, B, F> Main for Comparator<A, B, F>
where
    A: Message,
    B: Message,
    F: FnMut(&A, &B) -> bool + Send + 'static,
{
    async fn main(mut self) -> Outcome {
        loop {
            let pair = recv_both(&mut self.in_a, &mut self.in_b);
            let Some(Some((a, b))) = while_read(&mut self.outbox, pair).await else {
                return Ok(());
            };
            self.outbox.send((self.compare)(&a, &b)).await?;
        }
    }
}
