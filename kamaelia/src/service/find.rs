//! Waiting for a service to appear: the order in which graphs start does not matter.

use super::error::{ServiceError, ServiceRefused};
use super::register::{Service, Services};
use crate::shutdown::until_stopped;
use std::future::{Future, poll_fn};
use std::task::{Context, Poll};

impl Services {
    /// The service of this name, as soon as there is one.
    ///
    /// # Errors
    ///
    /// [`ServiceError`] if it is of another type; or if the component that waits is
    /// told to stop: `?` makes that a normal end.
    pub fn wait_for<S: Service>(
        &self,
        name: impl Into<String>,
    ) -> impl Future<Output = Result<S, ServiceError>> + Send {
        let (services, name) = (self.clone(), name.into());
        async move {
            let mut waiting = Waiting {
                services,
                number: None,
            };
            let found = until_stopped(poll_fn(|cx| waiting.poll_find(cx, &name))).await;
            found.unwrap_or_else(|| {
                Err(ServiceError {
                    service: name,
                    reason: ServiceRefused::Stopped,
                })
            })
        }
    }
}

/// A wait for a service, which leaves nothing behind when it is given up.
struct Waiting {
    services: Services,
    /// Under which its waker is kept, once it has one.
    number: Option<u64>,
}

impl Waiting {
    fn poll_find<S: Service>(
        &mut self,
        cx: &Context<'_>,
        name: &str,
    ) -> Poll<Result<S, ServiceError>> {
        match self.services.find(name) {
            Err(error) if error.reason == ServiceRefused::Unknown => {}
            found => return Poll::Ready(found),
        }
        let mut table = self.services.table();
        // It may have come since the look.
        let found = table.find(name);
        let is_there = !matches!(&found, Err(error) if error.reason == ServiceRefused::Unknown);
        if is_there {
            return Poll::Ready(found);
        }
        let number = *self.number.get_or_insert_with(|| table.next_number());
        let before = table.waiters.insert(number, cx.waker().clone());
        drop(table);
        // What is dropped with a waker may look for a service, too.
        drop(before);
        Poll::Pending
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            let waker = self.services.table().waiters.remove(&number);
            drop(waker);
        }
    }
}
