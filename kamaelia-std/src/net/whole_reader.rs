use super::tcp_reader::read_now;
use crate::wait::is_stopped;
use bytes::{Bytes, BytesMut};
use kamaelia::finishing;
use kamaelia::prelude::*;
use memchr::memchr;
use std::convert::Infallible;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::future::{Future, pending, poll_fn};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use tokio::net::TcpStream;

/// Sends what arrives on a connection; told to finish, it reads on to the end
/// of the message that has begun.
#[derive(Component)]
pub(super) struct WholeReader {
    /// Closes with the word to finish. Who has an inbox is no source: what it
    /// still sends after that word goes its way.
    #[inbox]
    finish: Inbox<Infallible>,

    /// Bytes, in whatever pieces the network made of them.
    #[outbox]
    outbox: Outbox<Bytes>,

    stream: Arc<TcpStream>,

    /// The byte that ends a message.
    delimiter: u8,

    #[state]
    buffer: BytesMut,

    /// A part of a message was sent, and its end was not.
    #[state]
    begun: bool,

    #[state]
    finishes: bool,
}

impl Main for WholeReader {
    async fn main(mut self) -> Outcome {
        if let Some(outcome) = finishing(self.read_on()).await {
            outcome?;
        }
        if self.finishes && self.begun && is_stopped().await {
            return Err(CutShort.into());
        }
        Ok(())
    }
}

impl WholeReader {
    async fn read_on(&mut self) -> Outcome {
        while self.something_comes().await? {
            // The room comes first: what was read has a place to go.
            let slot = self.outbox.reserve().await?;
            // An inbox also closes for who has to stop now.
            self.finishes = self.finish.is_closed() && !is_stopped().await;
            let mut bytes = match read_now(&self.stream, &mut self.buffer)? {
                // A message has begun when a part of it is there to be read.
                None if self.finishes && !self.begun => return Ok(()),
                None => continue,
                Some(bytes) => bytes,
            };
            let end = memchr(self.delimiter, &bytes);
            if self.finishes
                && let Some(end) = end
            {
                bytes.truncate(end + 1);
            }
            // The peer's own end is an end of the message.
            self.begun = !bytes.is_empty() && bytes.last() != Some(&self.delimiter);
            let is_last = bytes.is_empty() || self.finishes && !self.begun;
            if !bytes.is_empty() {
                slot.send(bytes);
            }
            if is_last {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Waits for bytes or, once, for the word to finish; `false` if nobody
    /// reads them.
    async fn something_comes(&mut self) -> io::Result<bool> {
        let WholeReader {
            finish,
            outbox,
            stream,
            ..
        } = self;
        let mut readable = pin!(stream.readable());
        let mut closed = pin!(outbox.closed());
        poll_fn(|cx| {
            // First, or a peer that sends without end would keep it away.
            if !self.finishes && finish.poll_recv(cx).is_ready() {
                return Poll::Ready(Ok(true));
            }
            if let Poll::Ready(done) = readable.as_mut().poll(cx) {
                return Poll::Ready(done.map(|()| true));
            }
            closed.as_mut().poll(cx).map(|()| Ok(false))
        })
        .await
    }
}

/// Ends when it is told to finish: the sign for one that is no source.
#[derive(Component)]
pub(super) struct UntilFinish {
    /// Closes then.
    #[outbox]
    outbox: Outbox<Infallible>,
}

impl Main for UntilFinish {
    async fn main(self) -> Outcome {
        until_stopped(pending::<()>()).await;
        Ok(())
    }
}

/// The error of a [`TcpReader`](super::TcpReader) that was told to finish in the
/// middle of a message, and then to stop before the peer had sent its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutShort;

impl Display for CutShort {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("cut short in the middle of a message: its end did not come in time")
    }
}

impl Error for CutShort {}
