//! Questions with typed answers: [`Request`].

use super::asking::Asking;
use super::error::{RequestError, RequestFailed};
use crate::block::block_on;
use crate::component::Message;
use crate::live::InboxAddress;
use crate::seat::{Seat, Waits};
use crate::shutdown::finishing;
use crate::timer::Timer;
use futures::channel::oneshot;
use std::fmt::{self, Debug, Formatter};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

/// A question to a component, and the way for its answer.
///
/// A component that answers has an inbox of these; who asks has its address, and
/// [`InboxAddress::request`].
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::Request;
/// use std::time::Duration;
///
/// /// Divides.
/// #[derive(Component)]
/// struct Divide {
///     #[inbox(optional)]
///     requests: Inbox<Request<(u32, u32), Option<u32>>>,
/// }
///
/// impl Main for Divide {
///     async fn main(mut self) -> Outcome {
///         while let Some(request) = self.requests.recv().await {
///             request.answer_with(|(dividend, divisor)| dividend.checked_div(divisor));
///         }
///         Ok(())
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let mut divide = Divide::new();
/// let division = divide.requests().address();
/// let graph = graphline! { DIVIDE = divide; };
/// let graph = graph.spawn();
///
/// assert_eq!(division.request((12, 4)).await?, Some(3));
/// let answer = division.request_within(Duration::from_secs(5), (12, 0)).await?;
/// assert_eq!(answer, None);
///
/// drop(division);
/// graph.join().await
/// # }).unwrap();
/// ```
pub struct Request<Q, A> {
    /// What is asked.
    pub question: Q,
    /// The way for the answer.
    pub reply: Reply<A>,
}

impl<Q, A> Request<Q, A> {
    /// Gives the answer.
    pub fn answer(self, answer: A) {
        self.reply.send(answer);
    }

    /// Gives the answer that follows from the question.
    pub fn answer_with(self, answer: impl FnOnce(Q) -> A) {
        self.reply.send(answer(self.question));
    }
}

impl<Q: Debug, A> Debug for Request<Q, A> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Request").field(&self.question).finish()
    }
}

/// The way for an answer, to keep for later or to hand on. Who asked is told when it
/// is dropped.
#[must_use = "who asked waits for an answer"]
pub struct Reply<A>(oneshot::Sender<A>);

impl<A> Reply<A> {
    /// Gives the answer. If nobody waits for it any more, it is dropped.
    pub fn send(self, answer: A) {
        let _ = self.0.send(answer);
    }

    /// Whether somebody still waits for the answer.
    pub fn is_wanted(&self) -> bool {
        !self.0.is_canceled()
    }
}

impl<A> Debug for Reply<A> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").finish_non_exhaustive()
    }
}

impl<Q: Message, A: Message> InboxAddress<Request<Q, A>> {
    /// Asks, and waits for the answer.
    ///
    /// # Errors
    ///
    /// [`RequestError`], which names who was asked: if that one has ended, or has
    /// dropped the request; if who asks would wait for itself; and if who asks is told
    /// to stop, which `?` makes a normal end.
    pub async fn request(&self, question: Q) -> Result<A, RequestError> {
        let asker = Seat::current();
        let is_stopping = || asker.as_ref().is_some_and(Seat::is_finishing);
        let _asking = Asking::begin(asker.as_ref(), self.owner())
            .map_err(|reason| self.unanswered(reason))?;
        let failed = |reason| match is_stopping() {
            true => self.unanswered(RequestFailed::Stopped),
            false => self.unanswered(reason),
        };
        let (reply, answer) = oneshot::channel();
        let reply = Reply(reply);
        let sent = self.send(Request { question, reply }).await;
        sent.map_err(|_| failed(RequestFailed::Gone))?;
        match finishing(answer).await {
            Some(Ok(answer)) => Ok(answer),
            Some(Err(oneshot::Canceled)) if self.is_closed() => Err(failed(RequestFailed::Gone)),
            Some(Err(oneshot::Canceled)) => Err(failed(RequestFailed::Unanswered)),
            None => Err(self.unanswered(RequestFailed::Stopped)),
        }
    }

    /// [`request`](Self::request), but not for longer than `limit`.
    ///
    /// The time is that of tokio's clock where there is a tokio runtime.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request), and if there is no answer in time: one that
    /// comes later is dropped.
    pub async fn request_within(&self, limit: Duration, question: Q) -> Result<A, RequestError> {
        let mut request = pin!(self.request(question));
        let mut timer = Timer::after(limit);
        poll_fn(|cx| {
            if let Poll::Ready(answer) = request.as_mut().poll(cx) {
                return Poll::Ready(answer);
            }
            let late = Pin::new(&mut timer).poll(cx);
            late.map(|()| Err(self.unanswered(RequestFailed::TimedOut(limit))))
        })
        .await
    }

    /// [`request`](Self::request) for a blocking component or a plain thread.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request).
    pub fn request_blocking(&self, question: Q) -> Result<A, RequestError> {
        let mut request = pin!(self.request(question));
        block_on(Waits::FOR_SOMETHING_ELSE, |cx| request.as_mut().poll(cx))
    }

    fn unanswered(&self, reason: RequestFailed) -> RequestError {
        RequestError {
            service: self.path(),
            reason,
        }
    }
}
