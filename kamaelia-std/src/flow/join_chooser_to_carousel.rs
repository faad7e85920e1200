use kamaelia::Stage;
use kamaelia::chassis::Carousel;
use kamaelia::prelude::*;
use std::marker::PhantomData;

/// Links a chooser to a carousel: what it chooses is what the next child is made of,
/// and when a child has ended the next one is chosen.
///
/// The chooser is a [`Chooser`](super::Chooser), a
/// [`ForwardIteratingChooser`](super::ForwardIteratingChooser), or whatever else takes
/// steps and sends items. The result has the `inbox` and the `outbox` of the carousel's
/// children. It ends with the last child when the chooser has ended; where that may go
/// back, when it is at its end, and nobody sends or reads any more.
///
/// A carousel of children without an inbox, readers of files say, is linked by hand:
/// see [`Carousel`].
///
/// # Example
///
/// ```
/// use kamaelia::chassis::Carousel;
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::{ForwardIteratingChooser, join_chooser_to_carousel};
/// use kamaelia_std::util::{DataSource, Expect, Map, Take};
///
/// # futures::executor::block_on(async {
/// // Lines of two, one and three words.
/// let lengths = ForwardIteratingChooser::new([2, 1, 3]);
/// let lines = Carousel::new(|length| {
///     pipeline![Take::new(length), Map::new(move |word: &str| format!("{length}: {word}"))]
/// });
///
/// graphline! {
///     WORDS = DataSource::new(["a", "b", "c", "d", "e", "f", "g"]);
///     LINES = join_chooser_to_carousel(lengths, lines);
///     CHECK = Expect::new(["2: a", "2: b", "1: c", "3: d", "3: e", "3: f"].map(str::to_owned));
///
///     WORDS -> LINES -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[must_use]
pub fn join_chooser_to_carousel<R, A, K, C, In, Out>(
    chooser: K,
    carousel: Carousel<A, C>,
) -> impl Stage<In, Out>
where
    R: Message + From<()>,
    A: Message,
    K: Stage<R, A>,
    C: Stage<In, Out>,
    In: Message,
    Out: Message,
{
    JoinChooserToCarousel::new(chooser, carousel)
}

/// See [`join_chooser_to_carousel`].
#[derive(Component)]
struct JoinChooserToCarousel<R, A, K, C, In, Out>
where
    R: Message + From<()>,
    A: Message,
    K: Stage<R, A>,
    C: Stage<In, Out>,
    In: Message,
    Out: Message,
{
    /// What the children receive.
    #[inbox]
    inbox: Inbox<In>,

    /// What they send.
    #[outbox]
    outbox: Outbox<Out>,

    chooser: K,

    carousel: Carousel<A, C>,

    /// What the chooser is asked by.
    #[state]
    request: PhantomData<fn() -> R>,
}

impl<R, A, K, C, In, Out> Main for JoinChooserToCarousel<R, A, K, C, In, Out>
where
    R: Message + From<()>,
    A: Message,
    K: Stage<R, A>,
    C: Stage<In, Out>,
    In: Message,
    Out: Message,
{
    async fn main(self) -> Outcome {
        graphline! {
            CHOOSER  = self.chooser;
            CAROUSEL = self.carousel;

            CHOOSER.outbox        -> CAROUSEL.next;
            CAROUSEL.request_next -> CHOOSER.inbox with unbounded via |()| R::from(());

            self.inbox      -> CAROUSEL.inbox;
            CAROUSEL.outbox -> self.outbox;
        }
        .run()
        .await
    }
}
