//! The future of [`Inbox::recv`].

use crate::component::Message;
use crate::inbox::Inbox;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// [`Inbox::recv`].
pub(crate) struct Receiving<'a, T>(pub(crate) &'a mut Inbox<T>);

impl<T: Message> Future for Receiving<'_, T> {
    type Output = Option<T>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        match self.0.recv_known() {
            Some(message) => Poll::Ready(Some(message)),
            None => self.0.poll_more(cx),
        }
    }
}
