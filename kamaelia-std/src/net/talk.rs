use super::TcpWriter;
use super::socket::{Socket, TOGETHER};
use super::tcp_close::close;
use super::tcp_writer::{finish, peer_is_gone, write};
use crate::wait::while_read;
use bytes::{Bytes, BytesMut};
use futures::future::{Either, select};
use kamaelia::finishing;
use kamaelia::prelude::*;
use std::collections::VecDeque;
use std::future::{pending, poll_fn};
use std::io::{self, ErrorKind};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::sleep;

/// How long a peer may take for its last answers to who was told to finish.
pub(super) const LINGER: Duration = Duration::from_secs(1);

/// Two boxes that a connection lies behind.
pub(super) struct Talk {
    pub(super) control: Inbox<Shutdown>,
    pub(super) inbox: Inbox<Bytes>,
    pub(super) outbox: Outbox<Bytes>,
    /// What is said before anything that is received.
    pub(super) first: Bytes,
    pub(super) linger: Duration,
    pub(super) keep_sending: bool,
}

impl Talk {
    /// Carries bytes both ways, until both are done or the component must stop.
    pub(super) async fn over(self, socket: &Socket) -> io::Result<()> {
        let state = State::default();
        let carried = finishing(self.carry(socket, &state)).await;
        carried.unwrap_or_else(|| state.when_stopped())
    }

    async fn carry(mut self, socket: &Socket, state: &State) -> io::Result<()> {
        let mut receiving = pin!(receive(socket, self.outbox));
        let mut hearing = pin!(hear_finish(&mut self.control));
        if !self.inbox.is_linked() {
            let saying = pin!(say_first(self.first, socket));
            return match select(select(receiving, hearing), saying).await {
                Either::Left((Either::Left((received, _)), _)) => received.map(drop),
                Either::Left((Either::Right(_), _)) => Ok(()),
                Either::Right((error, _)) => Err(error),
            };
        }
        let sending = pin!(async {
            let sent = send(self.first, self.inbox, socket).await;
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
                finish(socket, TcpWriter::SEND_TIMEOUT).await;
            }
        }
        close(socket).await;
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

/// Sends the first, then all that is received, and then the end of it. A peer that is
/// gone is nobody left to send to; what it has said last is still to be read.
async fn send(first: Bytes, mut inbox: Inbox<Bytes>, socket: &Socket) -> io::Result<()> {
    let mut batch = Vec::new();
    let mut pieces = VecDeque::from([first]);
    loop {
        match write(socket, &mut pieces, TcpWriter::SEND_TIMEOUT).await {
            Err(error) if peer_is_gone(&error) => return Ok(()),
            written => written?,
        }
        if inbox.recv_many(&mut batch, TOGETHER).await == 0 {
            break;
        }
        pieces.extend(batch.drain(..));
    }
    finish(socket, TcpWriter::SEND_TIMEOUT).await;
    Ok(())
}

/// Sends the first where nothing is received; gives why that cannot be done.
async fn say_first(first: Bytes, socket: &Socket) -> io::Error {
    let mut pieces = VecDeque::from([first]);
    match write(socket, &mut pieces, TcpWriter::SEND_TIMEOUT).await {
        Err(error) if !peer_is_gone(&error) => error,
        _ => pending().await,
    }
}

/// Whose end it was that nothing more is read from a connection.
#[derive(PartialEq, Eq)]
enum End {
    Peers,
    Readers,
}

/// Sends on what arrives. Who gives up the wait for it loses nothing.
async fn receive(socket: &Socket, mut outbox: Outbox<Bytes>) -> io::Result<End> {
    let mut buffer = BytesMut::new();
    while let Some(readable) = while_read(&mut outbox, poll_fn(|cx| socket.poll_readable(cx))).await
    {
        readable?;
        // The room comes first: what was read has a place to go.
        let Ok(slot) = outbox.reserve().await else {
            break;
        };
        match socket.read_now(&mut buffer)? {
            None => {}
            Some(bytes) if bytes.is_empty() => return Ok(End::Peers),
            Some(bytes) => slot.send(bytes),
        }
    }
    Ok(End::Readers)
}
