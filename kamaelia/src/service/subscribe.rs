//! The component [`Subscribe`].

use super::register::Services;
use crate::live::InboxAddress;
use crate::prelude::*;
use crate::{Closed, LinkError};
use std::fmt::{self, Debug, Formatter};
use std::future::poll_fn;
use std::task::Poll;

/// What a component receives to whose service others subscribe: what they want, and
/// where to send it.
pub enum Subscription<R, T> {
    /// Send this there from now on.
    Add(R, InboxAddress<T>),
    /// Send this there no more.
    Remove(R, InboxAddress<T>),
}

impl<R: Debug, T> Debug for Subscription<R, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (name, what, to) = match self {
            Subscription::Add(what, to) => ("Add", what, to),
            Subscription::Remove(what, to) => ("Remove", what, to),
        };
        f.debug_tuple(name).field(what).field(to).finish()
    }
}

/// Asks the service of a name for some things, as soon as there is one, and sends what
/// it gets. At its end it takes its subscriptions back, the last one first.
///
/// It ends when nobody reads what it sends, when it is told to finish, and when the
/// service has ended.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::{Services, Subscribe, Subscription};
///
/// /// Sends the squares of what it is asked for.
/// #[derive(Component)]
/// struct Squares {
///     #[inbox(optional)]
///     inbox: Inbox<Subscription<u64, u64>>,
///     services: Services,
/// }
///
/// impl Main for Squares {
///     async fn main(mut self) -> Outcome {
///         let _registered = self.services.register("squares", self.inbox.address())?;
///         while let Some(subscription) = self.inbox.recv().await {
///             if let Subscription::Add(number, to) = subscription {
///                 let _ = to.send(number * number).await;
///             }
///         }
///         Ok(())
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let services = Services::new();
/// let squares = graphline! { SQUARES = Squares::new(services.clone()); }.spawn();
/// let (mut results, sink) = collect();
/// let subscribe = Subscribe::<u64, u64>::new("squares", vec![3, 4]).services(services);
/// let graph = pipeline![subscribe, sink].spawn();
///
/// assert_eq!(results.recv().await, Some(9));
/// assert_eq!(results.recv().await, Some(16));
///
/// // Nobody reads any more, so it takes its subscriptions back, and ends.
/// drop(results);
/// graph.join().await?;
/// squares.stop();
/// squares.join().await
/// # }).unwrap();
/// ```
#[derive(Component, Debug)]
pub struct Subscribe<R: Message + Clone, T: Message> {
    /// What the service sends.
    #[outbox]
    outbox: Outbox<T>,
    /// The name of the service.
    #[param(into)]
    service: String,
    /// What to ask for.
    requests: Vec<R>,
    /// The registry: that of the program, if not said otherwise.
    #[param(default = Services::of_program())]
    services: Services,
}

impl<R: Message + Clone + Sync, T: Message> Main for Subscribe<R, T> {
    async fn main(mut self) -> Outcome {
        let found = self.services.wait_for(self.service.clone()).await;
        let service: InboxAddress<Subscription<R, T>> = found?;
        // One that has ended is closed, as it would be a moment later.
        let to_service = service.outbox();
        let mut to_service = to_service.map_err(|_: LinkError| Closed)?;
        drop(service);
        let mut inbox = Inbox::of_current();
        let address = inbox.address_as("subscription");
        for request in &self.requests {
            let add = Subscription::Add(request.clone(), address.clone());
            to_service.send(add).await?;
        }
        loop {
            let message = poll_fn(|cx| match inbox.poll_recv(cx) {
                Poll::Ready(message) => Poll::Ready(message),
                Poll::Pending => {
                    let nobody_reads = self.outbox.poll_closed(cx).is_ready();
                    let has_ended = to_service.poll_closed(cx).is_ready();
                    match nobody_reads || has_ended {
                        true => Poll::Ready(None),
                        false => Poll::Pending,
                    }
                }
            });
            let Some(message) = message.await else { break };
            if self.outbox.send(message).await.is_err() {
                break;
            }
        }
        for request in self.requests.into_iter().rev() {
            let remove = Subscription::Remove(request, address.clone());
            if to_service.send(remove).await.is_err() {
                break;
            }
        }
        Ok(())
    }
}
