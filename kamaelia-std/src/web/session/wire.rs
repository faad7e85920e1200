use bytes::{Buf, Bytes};
use futures::Stream;
use futures::channel::mpsc;
use hyper::rt::{Read, ReadBufCursor, Write};
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

/// What `hyper` reads from and writes to: two queues of bytes.
pub(super) struct Wire {
    pub(super) from: mpsc::Receiver<Bytes>,
    pub(super) to: mpsc::Sender<Bytes>,
    /// What has come and was not taken yet.
    pub(super) rest: Bytes,
    /// Something has come since the last request.
    pub(super) begun: Arc<AtomicBool>,
}

impl Read for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        while self.rest.is_empty() {
            match ready!(Pin::new(&mut self.from).poll_next(cx)) {
                Some(bytes) => self.rest = bytes,
                // The end.
                None => return Poll::Ready(Ok(())),
            }
        }
        self.begun.store(true, Ordering::Relaxed);
        let length = self.rest.len().min(into.remaining());
        into.put_slice(&self.rest[..length]);
        self.rest.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl Write for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let gone = |_| io::Error::from(ErrorKind::BrokenPipe);
        ready!(self.to.poll_ready(cx)).map_err(gone)?;
        let sent = self.to.start_send(Bytes::copy_from_slice(bytes));
        Poll::Ready(sent.map_err(gone).map(|()| bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Whoever has the other end of the queue sends what is in it.
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.to.close_channel();
        Poll::Ready(Ok(()))
    }
}
