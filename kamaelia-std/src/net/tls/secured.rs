use bytes::Bytes;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsStream;

/// A connection through TLS, for who reads it and who writes to it.
#[derive(Clone)]
pub(crate) struct Secured(Arc<Mutex<Shared>>);

struct Shared {
    stream: TlsStream<TcpStream>,
    /// What was read and not yet taken: who waits for it may give up.
    arrived: Option<Bytes>,
}

impl Secured {
    pub(super) fn new(stream: TlsStream<TcpStream>) -> Secured {
        let arrived = None;
        Secured(Arc::new(Mutex::new(Shared { stream, arrived })))
    }

    /// The connection, for the last of those who have it.
    pub(in crate::net) fn for_the_last(self) -> Option<Secured> {
        let shared = Arc::into_inner(self.0)?;
        Some(Secured(Arc::new(shared)))
    }

    /// Held for one step and never over a wait.
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(
        &self,
        step: impl FnOnce(Pin<&mut TlsStream<TcpStream>>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        step(Pin::new(&mut self.lock().stream))
    }

    /// Waits until something has arrived, or the end; `scratch` is used to read to.
    ///
    /// An end that the peer has not told of is an error: somebody may have cut off
    /// what it wanted to say.
    pub(crate) fn poll_readable(
        &self,
        cx: &mut Context<'_>,
        scratch: &mut [u8],
    ) -> Poll<io::Result<()>> {
        let mut shared = self.lock();
        if shared.arrived.is_none() {
            let mut buffer = ReadBuf::new(scratch);
            ready!(Pin::new(&mut shared.stream).poll_read(cx, &mut buffer))?;
            shared.arrived = Some(Bytes::copy_from_slice(buffer.filled()));
        }
        Poll::Ready(Ok(()))
    }

    /// What has arrived, if anything has; no bytes at the end.
    pub(crate) fn take(&self) -> Option<Bytes> {
        self.lock().arrived.take()
    }

    pub(crate) fn poll_write(
        &self,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.with(|stream| stream.poll_write_vectored(cx, slices))
    }

    pub(crate) fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|stream| stream.poll_flush(cx))
    }

    /// Tells the peer that nothing more will be written.
    pub(crate) fn poll_finish(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|stream| stream.poll_shutdown(cx))
    }
}
