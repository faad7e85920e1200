//! A meeting point: what is published on a backplane reaches all who have subscribed.

mod address;
mod plug;
mod publish_to;
mod subscribe_to;
mod subscribers;

pub use address::BackplaneAddress;
pub use plug::Plug;
pub use publish_to::PublishTo;
pub use subscribe_to::SubscribeTo;

use crate::prelude::*;
use crate::seat::{Listener, Seat, Spot};
use crate::service::Services;
use plug::Join;
use std::future::poll_fn;
use std::task::{Context, Poll};
use subscribers::Subscribers;

/// A meeting point: every message that is published reaches every subscriber, in the
/// same order.
///
/// Publishers and subscribers come and go while it runs. They find it by its
/// [`address`](Self::address), or by its name. A subscriber gets what the backplane
/// hands out after it has joined; what nobody has subscribed to is dropped. How many
/// messages wait for a subscriber, and what happens when it falls further behind, is
/// up to that one: see [`SubscribeTo::policy`].
///
/// It is a splitter as well, whose sinks come and go: what is linked at `inbox` is
/// published, and what is published leaves at `outbox`. A sink is plugged in by
/// [`BackplaneAddress::plug`]; `pipeline![SubscribeTo::new(address), sink]` plugs in a
/// component for as long as it runs.
///
/// A backplane with a name ends when it is told to finish; one without also when all
/// publishers have ended and nobody has the address any more. Then its subscribers
/// end, its publishers get [`Closed`](crate::Closed), and its name is free. One that is
/// [`lasting`](Self::lasting) still serves those who drain.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::{Backplane, PublishTo, SubscribeTo};
///
/// # futures::executor::block_on(async {
/// let news = Backplane::<String>::new();
/// let address = news.address();
/// let (mut words, source) = feed();
/// let (mut left, sink) = collect();
/// let mut right = address.subscribe()?;
///
/// let graph = graphline! {
///     LEFT    = SubscribeTo::new(address.clone());
///     SINK    = sink;
///     WORDS   = source;
///     PUBLISH = PublishTo::new(address);
///     NEWS    = news;
///
///     LEFT  -> SINK;
///     WORDS -> PUBLISH;
///     // It ends with its last publisher, and with this one at the latest.
///     PUBLISH.signal -> NEWS.control;
/// };
/// words.send("hello".to_owned()).await?;
/// drop(words);
/// graph.run().await?;
///
/// assert_eq!(left.recv().await.as_deref(), Some("hello"));
/// assert_eq!(right.recv().await.as_deref(), Some("hello"));
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
#[derive(Component, Debug)]
#[component(no_new)]
pub struct Backplane<T: Message + Clone> {
    /// Messages to publish: what is linked here publishes without a [`PublishTo`].
    #[inbox(optional)]
    inbox: Inbox<T>,
    /// New subscribers.
    #[inbox(optional)]
    joins: Inbox<Join<T>>,
    /// What is published, besides what the subscribers get.
    #[outbox(optional)]
    outbox: Outbox<T>,
    name: Option<String>,
    services: Services,
    is_lasting: bool,
    address: BackplaneAddress<T>,
}

impl<T: Message + Clone> Backplane<T> {
    /// A backplane that is known by its address alone.
    #[expect(
        clippy::new_without_default,
        reason = "nobody has the address of a default one"
    )]
    pub fn new() -> Backplane<T> {
        let (mut inbox, mut joins) = (Inbox::unlinked(), Inbox::unlinked());
        let address = BackplaneAddress::new(inbox.address(), joins.address());
        Backplane {
            inbox,
            joins,
            outbox: Outbox::unlinked(),
            name: None,
            services: Services::of_program(),
            is_lasting: false,
            address,
        }
    }

    /// A backplane that is found by a name, from when it starts: if the name is taken
    /// then, that is a fault.
    pub fn named(name: impl Into<String>) -> Backplane<T> {
        Backplane {
            name: Some(name.into()),
            ..Backplane::new()
        }
    }

    /// The registry that the name is put in: that of the program, if not said otherwise.
    pub fn services(self, services: Services) -> Backplane<T> {
        Backplane { services, ..self }
    }

    /// Told to finish, it ends when all publishers have ended and nobody has its address
    /// any more, and not at once: those who finish their work publish meanwhile. Its
    /// name is free at once.
    pub fn lasting(self) -> Backplane<T> {
        Backplane {
            is_lasting: true,
            ..self
        }
    }

    /// Its address, for publishers and subscribers.
    pub fn address(&self) -> BackplaneAddress<T> {
        self.address.clone()
    }
}

impl<T: Message + Clone> Main for Backplane<T> {
    async fn main(self) -> Outcome {
        let Backplane {
            mut inbox,
            mut joins,
            mut outbox,
            name,
            services,
            is_lasting,
            address,
        } = self;
        let mut told = is_lasting.then(Told::new).flatten();
        let mut registered = match name {
            Some(name) => Some(services.register(name, address)?),
            None => {
                drop(address);
                None
            }
        };
        let mut subscribers = Subscribers::default();
        loop {
            let message = poll_fn(|cx| {
                if told.as_mut().is_some_and(|told| told.has_come(cx)) {
                    // With it goes an address of its own.
                    registered = None;
                }
                while let Poll::Ready(Some(join)) = joins.poll_recv(cx) {
                    subscribers.add(join);
                }
                inbox.poll_recv(cx)
            });
            let Some(message) = message.await else {
                return Ok(());
            };
            // Who joined before the message was published is to get it.
            while let Ok(join) = joins.try_recv() {
                subscribers.add(join);
            }
            let copy = outbox.is_linked().then(|| message.clone());
            subscribers.send(message).await;
            if let Some(copy) = copy {
                // The subscribers go on when nobody reads here any more.
                let _ = outbox.send(copy).await;
            }
        }
    }
}

/// Hears that the backplane is told to finish, which it sees to itself.
struct Told(Listener);

impl Told {
    /// Nobody tells outside a graph.
    fn new() -> Option<Told> {
        let seat = Seat::current()?;
        seat.finishes_itself();
        Some(Told(Listener::new(seat, Spot::STRANGE)))
    }

    fn has_come(&mut self, cx: &Context<'_>) -> bool {
        self.0.listen(cx);
        self.0.seat.is_finishing()
    }
}

/// How a publisher or a subscriber finds its backplane.
#[derive(Debug)]
enum Whereabouts<T> {
    Address(BackplaneAddress<T>),
    Name(String),
}

impl<T: Message> Whereabouts<T> {
    /// The backplane, as soon as there is one.
    async fn find(self, services: &Services) -> Result<BackplaneAddress<T>, crate::Stop> {
        match self {
            Whereabouts::Address(address) => Ok(address),
            Whereabouts::Name(name) => Ok(services.wait_for(name).await?),
        }
    }
}
