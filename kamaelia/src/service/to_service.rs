//! The component [`ToService`].

use super::register::Services;
use crate::live::InboxAddress;
use crate::prelude::*;
use crate::{Closed, LinkError};

/// Sends what it receives to the service of a name, as soon as there is one.
///
/// It ends when its senders have, and when the service has ended.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::ToService;
///
/// # futures::executor::block_on(async {
/// let services = kamaelia::Services::new();
/// let mut log = Inbox::unlinked();
/// let _registered = services.register("log", log.address())?;
/// let (mut words, source) = feed();
/// words.send("hello").await?;
/// drop(words);
///
/// pipeline![source, ToService::new("log").services(services.clone())].run().await?;
/// assert_eq!(log.recv().await, Some("hello"));
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
#[derive(Component, Debug)]
pub struct ToService<T: Message> {
    /// Messages for the service.
    #[inbox]
    inbox: Inbox<T>,
    /// The name of the service.
    #[param(into)]
    service: String,
    /// The registry: that of the program, if not said otherwise.
    #[param(default = Services::of_program())]
    services: Services,
}

impl<T: Message> Main for ToService<T> {
    async fn main(mut self) -> Outcome {
        let address: InboxAddress<T> = self.services.wait_for(self.service).await?;
        // One that has ended is closed, as it would be a moment later.
        let outbox = address.outbox();
        let mut outbox = outbox.map_err(|_: LinkError| Closed)?;
        drop(address);
        while let Some(message) = self.inbox.recv_for(&mut outbox).await {
            outbox.send(message).await?;
        }
        Ok(())
    }
}
