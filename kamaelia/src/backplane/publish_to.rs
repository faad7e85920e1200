//! The component [`PublishTo`].

use super::{BackplaneAddress, Whereabouts};
use crate::prelude::*;
use crate::service::Services;
use crate::{Closed, LinkError};

/// Publishes what it receives on a backplane, and sends it on, where `outbox` is
/// linked.
///
/// It ends when its senders have, and when the backplane has. Its own end is not the
/// backplane's.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::{Backplane, PublishTo, Services};
///
/// # futures::executor::block_on(async {
/// let services = Services::new();
/// let news = Backplane::<String>::named("news").services(services.clone());
/// let mut heard = news.address().subscribe()?;
/// let (mut words, source) = feed();
/// words.send("hello".to_owned()).await?;
/// drop(words);
///
/// graphline! {
///     WORDS   = source;
///     PUBLISH = PublishTo::named("news").services(services);
///     NEWS    = news;
///
///     WORDS -> PUBLISH;
///     // It would go on for others who publish: here there are none.
///     PUBLISH.signal -> NEWS.control;
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
pub struct PublishTo<T: Message + Clone> {
    /// What to publish.
    #[inbox]
    inbox: Inbox<T>,
    /// The same messages.
    #[outbox(optional)]
    outbox: Outbox<T>,
    backplane: Whereabouts<T>,
    services: Services,
}

impl<T: Message + Clone> PublishTo<T> {
    /// Publishes on this backplane.
    pub fn new(backplane: BackplaneAddress<T>) -> PublishTo<T> {
        PublishTo::on(Whereabouts::Address(backplane))
    }

    /// Publishes on the backplane of this name, as soon as there is one.
    pub fn named(name: impl Into<String>) -> PublishTo<T> {
        PublishTo::on(Whereabouts::Name(name.into()))
    }

    fn on(backplane: Whereabouts<T>) -> PublishTo<T> {
        PublishTo {
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            backplane,
            services: Services::of_program(),
        }
    }

    /// The registry for the name: that of the program, if not said otherwise.
    pub fn services(self, services: Services) -> PublishTo<T> {
        PublishTo { services, ..self }
    }
}

impl<T: Message + Clone> Main for PublishTo<T> {
    async fn main(mut self) -> Outcome {
        let address = self.backplane.find(&self.services).await?;
        // One that has ended is closed, as it would be a moment later.
        let publisher = address.publisher();
        let mut publisher = publisher.map_err(|_: LinkError| Closed)?;
        drop(address);
        while let Some(message) = self.inbox.recv_for(&mut publisher).await {
            let copy = self.outbox.is_linked().then(|| message.clone());
            publisher.send(message).await?;
            if let Some(copy) = copy {
                // It goes on publishing when nobody reads here any more.
                let _ = self.outbox.send(copy).await;
            }
        }
        Ok(())
    }
}
