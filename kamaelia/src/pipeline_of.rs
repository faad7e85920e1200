//! A pipeline of components of one type, as many as there are at run time:
//! [`Pipeline::of`].

use crate::children::BoxedChildren;
use crate::component::{Anywhere, Component, Message};
use crate::ends::{Ends, join_head, join_tail};
use crate::fanout::Fanout;
use crate::graph::Graph;
use crate::inbox::Inbox;
use crate::outbox::Outbox;
use crate::outgoing::Outgoing;
use crate::pipeline::{Make, Pipeline};
use crate::plan::{Layout, Row};
use crate::stage::{Gives, Stage, Takes};
use crate::wire::Out;
use crate::wiring::{Wiring, fused};
use crate::work::Runnable;
use std::panic::Location;

impl<C: Component> Pipeline<C>
where
    C::Head: Ends,
    C::Tail: Ends,
{
    /// Links components of one type in a row, as many as there are.
    ///
    /// The result has the inbox of the first and the outbox of the last, and
    /// runs as one future. Faults and reports name its components by their
    /// numbers: the first component of a pipeline `CHAIN` is `CHAIN[0]`. One
    /// without components passes on what it receives.
    ///
    /// ```
    /// use kamaelia::prelude::*;
    /// use kamaelia::Pipeline;
    ///
    /// /// Adds to every number.
    /// #[derive(Component)]
    /// struct Add {
    ///     #[inbox]
    ///     inbox: Inbox<u64>,
    ///     #[outbox]
    ///     outbox: Outbox<u64>,
    ///     what: u64,
    /// }
    ///
    /// impl Main for Add {
    ///     async fn main(mut self) -> Outcome {
    ///         while let Some(number) = self.inbox.recv().await {
    ///             self.outbox.send(number + self.what).await?;
    ///         }
    ///         Ok(())
    ///     }
    /// }
    ///
    /// # futures::executor::block_on(async {
    /// let (mut numbers, source) = feed();
    /// let (mut results, sink) = collect();
    /// numbers.send(7).await?;
    /// drop(numbers);
    ///
    /// let hundred = Pipeline::of((0..100).map(Add::new));
    /// pipeline![source, hundred, sink].run().await?;
    /// assert_eq!(results.recv().await, Some(7 + 4950));
    /// # Outcome::Ok(())
    /// # }).unwrap();
    /// ```
    ///
    /// Stages of several types can be in one as well, once their own types are
    /// erased: [`Stage::boxed`].
    ///
    /// ```
    /// # use kamaelia::prelude::*;
    /// # use kamaelia::{Boxed, Pipeline, Stage};
    /// # /// Repeats every message.
    /// # #[derive(Component)]
    /// # struct Shout { #[inbox] inbox: Inbox<String>, #[outbox] outbox: Outbox<String> }
    /// # impl Main for Shout { async fn main(self) -> Outcome { Ok(()) } }
    /// # /// Repeats every message.
    /// # #[derive(Component)]
    /// # struct Trim { #[inbox] inbox: Inbox<String>, #[outbox] outbox: Outbox<String> }
    /// # impl Main for Trim { async fn main(self) -> Outcome { Ok(()) } }
    /// fn chosen(words: &[&str]) -> Pipeline<Boxed<String, String>> {
    ///     Pipeline::of(words.iter().map(|word| match *word {
    ///         "shout" => Shout::new().boxed(),
    ///         _ => Trim::new().boxed(),
    ///     }))
    /// }
    /// # let _ = chosen(&["trim", "shout"]);
    /// ```
    #[track_caller]
    pub fn of<T>(components: impl IntoIterator<Item = C>) -> Self
    where
        C: Stage<T, T>,
        T: Message,
    {
        let place = Location::caller();
        let mut components: Vec<C> = components.into_iter().collect();
        let wiring = match &mut components[..] {
            [] => link_all(place, &mut [pass::<T>()]),
            components => link_all(place, components),
        };
        Pipeline::linked(wiring, components)
    }
}

/// A component with an inbox and an outbox of one type.
trait Same<T>:
    Component<Place = Anywhere, Head = Takes<T>, Tail = Gives<T>> + Runnable + Send + 'static
{
}

impl<T, C> Same<T> for C where
    C: Component<Place = Anywhere, Head = Takes<T>, Tail = Gives<T>> + Runnable + Send + 'static
{
}

/// What stands in a pipeline without components: nobody can make two linkages,
/// each of which may hold messages, one.
fn pass<T: Message>() -> Fanout<T> {
    Fanout::new(Inbox::unlinked(), Outgoing::unlinked())
}

fn link_all<T: Message>(
    place: &'static Location<'static>,
    components: &mut [impl Same<T>],
) -> Wiring {
    let mut wiring = Wiring::laid_out(Layout::Row(Row {
        place,
        components: components.len(),
    }));
    for index in 1..components.len() {
        let mut out = Out::new();
        let inbox = wiring.link(index - 1, &mut out, None);
        components[index - 1].tail().attach(out.single());
        components[index].head().adopt(inbox);
    }
    for (index, component) in components.iter_mut().enumerate() {
        component.prepare();
        wiring.enter(index, component);
    }
    wiring
}

impl<T: Message, C: Stage<T, T>> Make<Inbox<T>, Outbox<T>, BoxedChildren> for Vec<C> {
    fn make(self, wiring: Wiring, inbox: Inbox<T>, outbox: Outbox<T>) -> Graph<BoxedChildren> {
        if self.is_empty() {
            return graph(wiring, vec![pass()], inbox, outbox);
        }
        graph(wiring, self, inbox, outbox)
    }
}

fn graph<T: Message, C: Same<T>>(
    mut wiring: Wiring,
    mut components: Vec<C>,
    inbox: Inbox<T>,
    outbox: Outbox<T>,
) -> Graph<BoxedChildren> {
    if let Some(first) = components.first_mut() {
        join_head(&mut wiring, 0, first, inbox);
    }
    let last = components.len().saturating_sub(1);
    if let Some(component) = components.last_mut() {
        join_tail(&mut wiring, last, component, outbox);
    }
    let children: Box<[_]> = components.into_iter().map(fused).collect();
    Graph::of(wiring, Box::new(children))
}
