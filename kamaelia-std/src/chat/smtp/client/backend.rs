//! The connection to the server: [`Backend`].

use super::super::{Extensions, Reply, ReplyDecoder};
use super::lost::Lost;
use crate::net::{Socket, connect};
use bytes::{Bytes, BytesMut};
use std::collections::VecDeque;
use std::fmt::{Arguments, Write};
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::timeout;

/// How much a server may say that nobody waits for.
const UNHEARD: usize = 64 * 1024;

pub(super) struct Backend {
    pub(super) socket: Socket,
    /// What it offers.
    pub(super) extensions: Extensions,
    buffer: BytesMut,
    replies: ReplyDecoder,
    /// Commands that are not written yet.
    commands: BytesMut,
    /// What is to be written before them.
    pieces: VecDeque<Bytes>,
    /// How many bytes those are.
    waiting: usize,
    /// What was said since it was used again, until it answers.
    said: Option<Vec<Bytes>>,
    /// Whether it has said no to anything.
    pub(super) has_refused: bool,
}

impl Backend {
    pub(super) async fn connect(address: &str, limit: Duration) -> Result<Backend, Lost> {
        let stream = connect(address, limit).await.map_err(Lost::Unreachable)?;
        let socket = Socket::Plain(Arc::new(stream));
        Ok(Backend::over(socket, Extensions::default()))
    }

    pub(super) fn over(socket: Socket, extensions: Extensions) -> Backend {
        Backend {
            socket,
            extensions,
            buffer: BytesMut::new(),
            replies: ReplyDecoder::default(),
            commands: BytesMut::new(),
            pieces: VecDeque::new(),
            waiting: 0,
            said: None,
            has_refused: false,
        }
    }

    /// It waits for whoever has the next message. Until it answers that one it may have
    /// come to its end.
    pub(super) fn use_again(&mut self) {
        self.said = Some(Vec::new());
    }

    /// What was said to it since it was used again, if it has answered nothing of that.
    pub(super) fn unanswered(&mut self) -> Option<Vec<Bytes>> {
        let mut said = self.said.take()?;
        if !self.commands.is_empty() {
            said.push(self.commands.split().freeze());
        }
        Some(said)
    }

    /// Where it is, before anything is secured.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        match &self.socket {
            Socket::Plain(stream) => stream.peer_addr().ok(),
            #[cfg(unix)]
            Socket::Unix(_) => None,
            #[cfg(feature = "tls")]
            Socket::Tls(_) => None,
        }
    }

    /// Puts a command behind what is to be written, with its CR LF.
    pub(super) fn say(&mut self, command: Arguments<'_>) {
        // Memory grows as it must: nothing here can fail.
        let _ = self.commands.write_fmt(command);
        self.commands.extend_from_slice(b"\r\n");
    }

    /// Where bytes can be put behind what is to be written.
    pub(super) fn bytes(&mut self) -> &mut BytesMut {
        &mut self.commands
    }

    /// Puts a piece of a message behind what is to be written.
    pub(super) fn put(&mut self, piece: Bytes) {
        if !self.commands.is_empty() {
            self.pieces.push_back(self.commands.split().freeze());
        }
        self.waiting += piece.len();
        self.pieces.push_back(piece);
    }

    pub(super) fn has_to_write(&self) -> bool {
        !self.commands.is_empty() || !self.pieces.is_empty()
    }

    /// How much of messages is to be written.
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Writes all that is to be written to a server that takes some of it at least once
    /// within `limit`. It `may_speak` meanwhile if there is something that it can reply to
    /// before it has all.
    pub(super) async fn flush(&mut self, limit: Duration, may_speak: bool) -> Result<(), Lost> {
        if !self.commands.is_empty() {
            self.pieces.push_back(self.commands.split().freeze());
        }
        if let Some(said) = &mut self.said {
            said.extend(self.pieces.iter().cloned());
        }
        self.waiting = 0;
        while !self.pieces.is_empty() {
            // Mostly the system has room for all of it, and nobody has to wait.
            let now = poll_fn(|cx| Poll::Ready(self.socket.poll_write(cx, &mut self.pieces))).await;
            let written = match now {
                Poll::Ready(written) => Some(written),
                Poll::Pending => {
                    let step = timeout(limit, poll_fn(|cx| self.poll_step(cx)));
                    let step = step.await;
                    step.map_err(|_| self.said().unwrap_or(Lost::Deaf(limit)))?
                }
            };
            match written {
                Some(Ok(())) => {}
                Some(Err(error)) => return Err(self.last_words(error)),
                None => {
                    self.hear_now()?;
                    if !may_speak && let Some(lost) = self.said() {
                        return Err(lost);
                    }
                }
            }
        }
        let flushing = timeout(limit, poll_fn(|cx| self.socket.poll_flush(cx)));
        let flushed = flushing.await.map_err(|_| Lost::Deaf(limit))?;
        flushed.map_err(Lost::Broken)
    }

    /// Waits until something is written, or until the server says something, `None`: it
    /// may read on only when that is heard.
    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<()>>> {
        if let Poll::Ready(written) = self.socket.poll_write(cx, &mut self.pieces) {
            return Poll::Ready(Some(written));
        }
        self.socket.poll_readable(cx).map(|_| None)
    }

    /// The next reply. One that closes the connection is none.
    pub(super) async fn reply(&mut self, limit: Duration) -> Result<Reply, Lost> {
        let reply = self.next_reply(limit).await?;
        self.said = None;
        self.has_refused |= !reply.is_positive();
        Ok(reply)
    }

    async fn next_reply(&mut self, limit: Duration) -> Result<Reply, Lost> {
        if let Some(reply) = self.replies.next_reply()? {
            return accepted(reply);
        }
        let hearing = async {
            loop {
                let readable = poll_fn(|cx| self.socket.poll_readable(cx)).await;
                readable.map_err(Lost::Broken)?;
                self.hear_now()?;
                if let Some(reply) = self.replies.next_reply()? {
                    return accepted(reply);
                }
            }
        };
        let heard = timeout(limit, hearing).await;
        heard.unwrap_or(Err(Lost::Silent(limit)))
    }

    /// The last that the server hears. Nobody is interested in what becomes of it.
    pub(super) async fn leave(mut self: Box<Self>, limit: Duration) {
        self.say(format_args!("QUIT"));
        if self.flush(limit, false).await.is_ok() {
            let _ = self.reply(limit).await;
        }
    }

    /// Makes sure that the server has said nothing that nobody has asked for: what it
    /// says next must not be taken for the reply to what is asked next.
    pub(super) async fn be_quiet(&mut self) -> Result<(), Lost> {
        let has_spoken = poll_fn(|cx| Poll::Ready(self.socket.poll_readable(cx).is_ready()));
        if has_spoken.await {
            self.hear_now()?;
        }
        match self.replies.is_at_rest() {
            true => Ok(()),
            false => Err(self.said().unwrap_or(Lost::Unasked)),
        }
    }

    /// Reads what is there.
    fn hear_now(&mut self) -> Result<(), Lost> {
        let read = self.socket.read_now(&mut self.buffer);
        match read.map_err(Lost::Broken)? {
            None => Ok(()),
            Some(bytes) if bytes.is_empty() => Err(self.said_no().unwrap_or(Lost::Ended)),
            Some(bytes) => {
                self.replies.push(&bytes);
                match self.replies.waiting() > UNHEARD {
                    true => Err(Lost::Unasked),
                    false => Ok(()),
                }
            }
        }
    }

    /// Why nothing can be written any more: the server may have said so.
    fn last_words(&mut self, error: io::Error) -> Lost {
        match self.hear_now() {
            Err(Lost::Refused(reply)) => Lost::Refused(reply),
            _ => self.said_no().unwrap_or(Lost::Broken(error)),
        }
    }

    /// What the server has said that nobody has asked for, if it is whole.
    fn said(&mut self) -> Option<Lost> {
        match self.replies.next_reply() {
            Ok(None) => None,
            Ok(Some(reply)) if reply.is_positive() => Some(Lost::Unasked),
            Ok(Some(reply)) => Some(Lost::Refused(reply)),
            Err(error) => Some(Lost::Nonsense(error)),
        }
    }

    fn said_no(&mut self) -> Option<Lost> {
        self.said().filter(|lost| matches!(lost, Lost::Refused(_)))
    }

    /// Whether all that the server has said was asked for, as far as it was heard.
    #[cfg(feature = "tls")]
    pub(super) fn is_at_rest(&self) -> bool {
        self.replies.is_at_rest()
    }
}

/// A reply behind which the connection goes on (RFC 5321 3.8).
fn accepted(reply: Reply) -> Result<Reply, Lost> {
    match reply.code() {
        421 => Err(Lost::Refused(reply)),
        _ => Ok(reply),
    }
}
