//! The component [`SubscribeTo`].

use super::{BackplaneAddress, Whereabouts};
use crate::policy::Policy;
use crate::prelude::*;
use crate::service::Services;
use crate::{Closed, LinkRefused};

/// Sends what is published on a backplane, from when it has joined.
///
/// It ends when the backplane has, when nobody reads what it sends, and when it is told
/// to finish. Its own end is not the backplane's.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::{Backplane, Policy, Services, SubscribeTo};
///
/// # futures::executor::block_on(async {
/// let services = Services::new();
/// let (mut words, source) = feed();
/// let (mut heard, sink) = collect();
/// words.send("hello".to_owned()).await?;
/// drop(words);
///
/// graphline! {
///     NEWS  = Backplane::<String>::named("news").services(services.clone());
///     // Here nobody publishes faster than this one reads.
///     HEAR  = SubscribeTo::<String>::named("news")
///         .services(services)
///         .policy(Policy::capacity(8));
///     HEARD = sink;
///     WORDS = source;
///
///     WORDS -> NEWS;
///     HEAR  -> HEARD;
///     WORDS.signal -> NEWS.control;
/// }
/// .run()
/// .await?;
///
/// assert_eq!(heard.recv().await.as_deref(), Some("hello"));
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
#[derive(Component, Debug)]
#[component(no_new)]
pub struct SubscribeTo<T: Message> {
    /// What is published.
    #[outbox]
    outbox: Outbox<T>,
    backplane: Whereabouts<T>,
    services: Services,
    policy: Policy,
}

impl<T: Message> SubscribeTo<T> {
    /// Subscribes to this backplane.
    pub fn new(backplane: BackplaneAddress<T>) -> SubscribeTo<T> {
        SubscribeTo::to(Whereabouts::Address(backplane))
    }

    /// Subscribes to the backplane of this name, as soon as there is one.
    pub fn named(name: impl Into<String>) -> SubscribeTo<T> {
        SubscribeTo::to(Whereabouts::Name(name.into()))
    }

    fn to(backplane: Whereabouts<T>) -> SubscribeTo<T> {
        SubscribeTo {
            outbox: Outbox::unlinked(),
            backplane,
            services: Services::of_program(),
            policy: Policy::drop_oldest(BackplaneAddress::<T>::LAG),
        }
    }

    /// The registry for the name: that of the program, if not said otherwise.
    pub fn services(self, services: Services) -> SubscribeTo<T> {
        SubscribeTo { services, ..self }
    }

    /// How many messages wait for this subscriber, and what happens to the next one:
    /// `drop_oldest(1024)`, if not said otherwise. So a slow subscriber stops nobody;
    /// what it loses is counted, and stands in the graph's report.
    ///
    /// With `capacity(n)` nothing is lost: when so many messages wait, the publishers
    /// do, and all other subscribers with them.
    pub fn policy(self, policy: Policy) -> SubscribeTo<T> {
        SubscribeTo { policy, ..self }
    }
}

impl<T: Message> Main for SubscribeTo<T> {
    async fn main(mut self) -> Outcome {
        let address = self.backplane.find(&self.services).await?;
        let mut inbox = match address.subscribe_with(self.policy) {
            Ok(inbox) => inbox,
            Err(error) if matches!(error.reason(), LinkRefused::NoRoom(_)) => {
                return Err(error.into());
            }
            // One that has ended is closed, as it would be a moment later.
            Err(_) => return Err(Closed.into()),
        };
        drop(address);
        while let Some(message) = inbox.recv_for(&mut self.outbox).await {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}
