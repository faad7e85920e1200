//! The two ends of a handler: what reads the body of its request, and what takes its
//! answer.

use super::{ResponseHead, ResponsePart};
use crate::wait::while_read;
use bytes::Bytes;
use futures::channel::{mpsc, oneshot};
use futures::{FutureExt, SinkExt, Stream};
use http::StatusCode;
use http_body::{Body, Frame};
use hyper::body::Incoming;
use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::timeout;

/// What is wrong with the body of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadBody {
    /// It has more bytes than it may have.
    TooLong {
        /// How many it may have.
        limit: u64,
    },
    /// Nothing of it came for so long.
    TooSlow {
        /// How long that was.
        limit: Duration,
    },
    /// It is no body, or its end is missing.
    Broken,
}

impl BadBody {
    /// What the client is told.
    pub(super) fn status(self) -> StatusCode {
        match self {
            BadBody::TooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            BadBody::TooSlow { .. } => StatusCode::REQUEST_TIMEOUT,
            BadBody::Broken => StatusCode::BAD_REQUEST,
        }
    }
}

impl Display for BadBody {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            BadBody::TooLong { limit } => {
                write!(f, "the body of the request has more than {limit} bytes")
            }
            BadBody::TooSlow { limit } => {
                write!(f, "nothing of the request's body came for {limit:?}")
            }
            BadBody::Broken => f.write_str("the body of the request is broken, or cut short"),
        }
    }
}

impl Error for BadBody {}

/// A handler has not answered as it has to: with a head, once, and then with chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadAnswer {
    /// It has ended without one.
    Nothing,
    /// A chunk came before the head.
    NoHead,
    /// There were two heads.
    TwoHeads,
}

impl Display for BadAnswer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BadAnswer::Nothing => "the handler has ended without an answer",
            BadAnswer::NoHead => "the handler has sent a chunk before the head of its answer",
            BadAnswer::TwoHeads => "the handler has sent a second head",
        })
    }
}

impl Error for BadAnswer {}

/// How much of a body is taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct BodyLimits {
    pub(super) bytes: u64,
    pub(super) pause: Duration,
}

/// Sends the body of a request to its handler, as long as that reads it.
#[derive(Component)]
pub(super) struct RequestBody {
    /// What has begun is read to its end: it declares this, and does not look.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    #[outbox]
    outbox: Outbox<Bytes>,

    body: Incoming,

    limits: BodyLimits,

    /// What was wrong, for who answers.
    bad: Arc<OnceLock<BadBody>>,
}

impl Main for RequestBody {
    async fn main(mut self) -> Outcome {
        let BodyLimits { bytes, pause } = self.limits;
        let mut left = bytes;
        loop {
            let body = &mut self.body;
            let frame = poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx));
            let frame = match while_read(&mut self.outbox, timeout(pause, frame)).await {
                // Nobody reads it.
                None | Some(Ok(None)) => return Ok(()),
                Some(Ok(Some(Ok(frame)))) => frame,
                Some(Ok(Some(Err(_)))) => return self.is_bad(BadBody::Broken),
                Some(Err(_)) => return self.is_bad(BadBody::TooSlow { limit: pause }),
            };
            let Ok(piece) = frame.into_data() else {
                continue;
            };
            left = match left.checked_sub(piece.len() as u64) {
                Some(left) => left,
                None => return self.is_bad(BadBody::TooLong { limit: bytes }),
            };
            if self.outbox.send(piece).await.is_err() {
                return Ok(());
            }
        }
    }
}

impl RequestBody {
    fn is_bad(&self, what: BadBody) -> Outcome {
        let _ = self.bad.set(what);
        Err(what.into())
    }
}

/// Takes the answer of a handler to where it is sent.
#[derive(Component)]
pub(super) struct TakeAnswer {
    #[inbox]
    inbox: Inbox<ResponsePart>,

    head: oneshot::Sender<ResponseHead>,

    chunks: mpsc::Sender<Bytes>,
}

impl Main for TakeAnswer {
    async fn main(mut self) -> Outcome {
        match self.inbox.recv().await {
            Some(ResponsePart::Head(head)) => drop(self.head.send(head)),
            Some(ResponsePart::Chunk(_)) => return Err(BadAnswer::NoHead.into()),
            // If it has failed, that fault came first.
            None => return Err(BadAnswer::Nothing.into()),
        }
        while let Some(part) = self.inbox.recv().await {
            let ResponsePart::Chunk(chunk) = part else {
                return Err(BadAnswer::TwoHeads.into());
            };
            if !chunk.is_empty() && self.chunks.send(chunk).await.is_err() {
                // The client has gone.
                break;
            }
        }
        Ok(())
    }
}

/// The body of an answer, as it comes from a handler.
pub(super) struct AnswerBody {
    chunks: mpsc::Receiver<Bytes>,
    /// Comes when the handler has come to a good end.
    whole: oneshot::Receiver<()>,
    is_over: bool,
}

impl AnswerBody {
    pub(super) fn new(chunks: mpsc::Receiver<Bytes>, whole: oneshot::Receiver<()>) -> AnswerBody {
        AnswerBody {
            chunks,
            whole,
            is_over: false,
        }
    }

    /// That of an answer without any.
    pub(super) fn empty() -> AnswerBody {
        AnswerBody {
            is_over: true,
            ..AnswerBody::new(mpsc::channel(0).1, oneshot::channel().1)
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = CutOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CutOff>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        if let Some(chunk) = ready!(Pin::new(&mut self.chunks).poll_next(cx)) {
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        let whole = ready!(self.whole.poll_unpin(cx));
        self.is_over = true;
        Poll::Ready(whole.err().map(|_| Err(CutOff)))
    }

    fn is_end_stream(&self) -> bool {
        self.is_over
    }
}

/// An answer that is not to look whole: its handler has failed.
#[derive(Debug)]
pub(super) struct CutOff;

impl Display for CutOff {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("the handler has failed in the middle of its answer")
    }
}

impl Error for CutOff {}
