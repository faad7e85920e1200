use super::TcpWriter;
use super::tcp_close::close;
use super::tcp_reader::read_now;
use super::tcp_writer::{peer_is_gone, write};
use crate::wait::while_read;
use bytes::{Bytes, BytesMut};
use futures::future::{Either, select};
use kamaelia::finishing;
use kamaelia::prelude::*;
use socket2::SockRef;
use std::future::pending;
use std::io::{self, ErrorKind};
use std::net;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::sleep;

/// How long a peer may take for its last answers to who was told to finish.
pub(super) const LINGER: Duration = Duration::from_secs(1);

/// Two boxes that a connection lies behind.
pub(super) struct Talk {
    pub(super) control: Inbox<Shutdown>,
    pub(super) inbox: Inbox<Bytes>,
    pub(super) outbox: Outbox<Bytes>,
    pub(super) linger: Duration,
    pub(super) keep_sending: bool,
}

impl Talk {
    /// Carries bytes both ways, until both are done or the component must stop.
    pub(super) async fn over(self, stream: &TcpStream) -> io::Result<()> {
        let state = State::default();
        let carried = finishing(self.carry(stream, &state)).await;
        carried.unwrap_or_else(|| state.when_stopped())
    }

    async fn carry(mut self, stream: &TcpStream, state: &State) -> io::Result<()> {
        let mut receiving = pin!(receive(stream, self.outbox));
        let mut hearing = pin!(hear_finish(&mut self.control));
        if !self.inbox.is_linked() {
            return match select(receiving, hearing).await {
                Either::Left((received, _)) => received.map(drop),
                Either::Right(_) => Ok(()),
            };
        }
        let sending = pin!(async {
            let sent = send(self.inbox, stream).await;
            state.has_sent.store(true, Ordering::Relaxed);
            sent
        });
        let first = match select(select(sending, &mut receiving), &mut hearing).await {
            Either::Left((first, _)) => first,
            Either::Right(((), both)) => {
                state.finishes.store(true, Ordering::Relaxed);
                both.await
            }
        };
        match first {
            Either::Left((sent, _)) => {
                sent?;
                let out_of_time = pin!(async {
                    if !state.finishes.load(Ordering::Relaxed) {
                        hearing.as_mut().await;
                    }
                    sleep(self.linger).await;
                });
                if let Either::Left((received, _)) = select(receiving, out_of_time).await
                    && received? == End::Peers
                {
                    return Ok(());
                }
            }
            Either::Right((received, sending)) => {
                if received? == End::Peers {
                    if self.keep_sending {
                        sending.await?;
                    }
                    return Ok(());
                }
                let _ = SockRef::from(stream).shutdown(net::Shutdown::Write);
            }
        }
        close(stream).await;
        Ok(())
    }
}

/// How far it has come, for the case that it is stopped.
#[derive(Default)]
struct State {
    /// It was told to finish.
    finishes: AtomicBool,
    /// All that was received is sent.
    has_sent: AtomicBool,
}

impl State {
    fn when_stopped(&self) -> io::Result<()> {
        if self.finishes.load(Ordering::Relaxed) && !self.has_sent.load(Ordering::Relaxed) {
            let text = "the peer has not taken all of what was to be sent in time";
            return Err(io::Error::new(ErrorKind::TimedOut, text));
        }
        Ok(())
    }
}

/// Waits for the word to finish.
pub(super) async fn hear_finish(control: &mut Inbox<Shutdown>) {
    if control.recv().await.is_none() {
        pending().await
    }
}

/// Sends all that is received, and then the end of it. A peer that is gone is
/// nobody left to send to; what it has said last is still to be read.
async fn send(mut inbox: Inbox<Bytes>, stream: &TcpStream) -> io::Result<()> {
    let mut batch = Vec::new();
    while inbox.recv_many(&mut batch, 64).await > 0 {
        match write(stream, batch.drain(..).collect(), TcpWriter::SEND_TIMEOUT).await {
            Err(error) if peer_is_gone(&error) => return Ok(()),
            written => written?,
        }
    }
    // Told of nothing, a peer that is gone misses nothing.
    let _ = SockRef::from(stream).shutdown(net::Shutdown::Write);
    Ok(())
}

/// Whose end it was that nothing more is read from a connection.
#[derive(PartialEq, Eq)]
enum End {
    Peers,
    Readers,
}

/// Sends on what arrives. Who gives up the wait for it loses nothing.
async fn receive(stream: &TcpStream, mut outbox: Outbox<Bytes>) -> io::Result<End> {
    let mut buffer = BytesMut::new();
    while let Some(readable) = while_read(&mut outbox, stream.readable()).await {
        readable?;
        // The room comes first: what was read has a place to go.
        let Ok(slot) = outbox.reserve().await else {
            break;
        };
        match read_now(stream, &mut buffer)? {
            None => {}
            Some(bytes) if bytes.is_empty() => return Ok(End::Peers),
            Some(bytes) => slot.send(bytes),
        }
    }
    Ok(End::Readers)
}
