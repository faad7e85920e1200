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
            let found = until_stopped(poll_fn(|cx| services.poll_find(cx, &name))).await;
            found.unwrap_or_else(|| {
                Err(ServiceError {
                    service: name,
                    reason: ServiceRefused::Stopped,
                })
            })
        }
    }

    fn poll_find<S: Service>(&self, cx: &Context<'_>, name: &str) -> Poll<Result<S, ServiceError>> {
        match self.find(name) {
            Err(error) if error.reason == ServiceRefused::Unknown => {}
            found => return Poll::Ready(found),
        }
        let mut table = self.table();
        // It may have come since the look.
        let found = table.find(name);
        let is_there = !matches!(&found, Err(error) if error.reason == ServiceRefused::Unknown);
        if is_there {
            return Poll::Ready(found);
        }
        if !table
            .waiters
            .iter()
            .any(|waker| waker.will_wake(cx.waker()))
        {
            table.waiters.push(cx.waker().clone());
        }
        Poll::Pending
    }
}
