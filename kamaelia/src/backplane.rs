//! A meeting point: what is published on a backplane reaches all who have subscribed.

mod address;
mod publish_to;
mod subscribe_to;

pub use address::BackplaneAddress;
pub use publish_to::PublishTo;
pub use subscribe_to::SubscribeTo;

use crate::live::InboxAddress;
use crate::policy::Policy;
use crate::prelude::*;
use crate::service::Services;
use address::Join;
use std::future::poll_fn;
use std::task::Poll;

/// A meeting point: every message that is published reaches every subscriber, in the
/// same order.
///
/// Publishers and subscribers come and go while it runs. They find it by its
/// [`address`](Self::address), or by its name. A subscriber gets what the backplane
/// hands out after it has joined; what nobody has subscribed to is dropped. How many
/// messages wait for a subscriber, and what happens when it falls further behind, is
/// up to that one: see [`SubscribeTo::policy`].
///
/// A backplane with a name ends when it is told to finish; one without also when all
/// publishers have ended and nobody has the address any more. Then its subscribers
/// end, its publishers get [`Closed`](crate::Closed), and its name is free.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::{Backplane, PublishTo, SubscribeTo};
///
/// # futures::executor::block_on(async {
/// let news = Backplane::<String>::new();
/// let address = news.address();
/// let (mut words, source) = feed();
/// let (mut left, one) = collect();
/// let (mut right, other) = collect();
///
/// let graph = graphline! {
///     WORDS   = source;
///     PUBLISH = PublishTo::new(address.clone());
///     NEWS    = news;
///     LEFT    = SubscribeTo::new(address.clone());
///     RIGHT   = SubscribeTo::new(address);
///     ONE     = one;
///     OTHER   = other;
///
///     WORDS -> PUBLISH;
///     LEFT  -> ONE;
///     RIGHT -> OTHER;
///     // The framework's own linkages do as well: this one ends it.
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
    name: Option<String>,
    services: Services,
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
            name: None,
            services: Services::of_program(),
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
            name,
            services,
            address,
        } = self;
        let _registered = match name {
            Some(name) => Some(services.register(name, address)?),
            None => {
                drop(address);
                None
            }
        };
        let mut subscribers = Subscribers::default();
        loop {
            let message = poll_fn(|cx| {
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
            subscribers.send(message).await;
        }
    }
}

/// Those who get each message.
struct Subscribers<T> {
    all: Vec<Outbox<T>>,
    /// How many there were when those who have ended were last cleared away.
    alive: usize,
}

impl<T> Default for Subscribers<T> {
    fn default() -> Subscribers<T> {
        Subscribers {
            all: Vec::new(),
            alive: 0,
        }
    }
}

impl<T: Message + Clone> Subscribers<T> {
    fn add(&mut self, join: Join<T>) {
        // Clearing away costs a look at each, so it waits until half may have ended.
        if self.all.len() > 2 * self.alive + 8 {
            self.all.retain(|outbox| !outbox.is_closed());
            self.alive = self.all.len();
        }
        // Who has ended by now wants nothing any more.
        self.all.extend(join.to.outbox_with(join.policy));
    }

    /// Sends a copy to each, and the message itself to the last.
    async fn send(&mut self, message: T) {
        let mut message = Some(message);
        let mut ended = false;
        let count = self.all.len();
        for (index, outbox) in self.all.iter_mut().enumerate() {
            let copy = match index + 1 == count {
                true => message.take(),
                false => message.clone(),
            };
            if let Some(copy) = copy {
                ended |= outbox.send(copy).await.is_err();
            }
        }
        if ended {
            self.all.retain(|outbox| !outbox.is_closed());
        }
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
