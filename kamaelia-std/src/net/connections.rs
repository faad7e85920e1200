use super::tcp_session::{Terms, open, serve};
use super::{Connection, ConnectionFault, CutShort, Untold};
use crate::wait::is_stopped;
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Fault, Overtime, Stage, Stop, within};
use std::error::Error;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::task::Poll;
use tokio::task::{JoinError, JoinSet};

/// Serves every connection that it receives, each by a protocol of its own.
#[derive(Component)]
pub(super) struct Connections<F: Send> {
    /// Connections to serve.
    #[inbox]
    inbox: Inbox<Connection>,

    /// What went wrong in one of them.
    #[outbox(optional)]
    faults: Outbox<ConnectionFault>,

    protocol: F,

    /// How many it serves at a time.
    limit: usize,

    terms: Terms,

    #[state]
    untold: Vec<ConnectionFault>,

    /// How many have come.
    #[state]
    count: u64,
}

impl<F, P> Main for Connections<F>
where
    F: FnMut(&Connection) -> P + Send + 'static,
    P: Stage<Bytes, Bytes>,
{
    async fn main(mut self) -> Outcome {
        let mut sessions = Sessions::new();
        while let Some(event) = next(&mut self.inbox, &mut sessions, self.limit).await {
            match event {
                Event::Connected(connection) => {
                    let protocol = (self.protocol)(&connection);
                    self.count += 1;
                    let session = session(self.count, connection, protocol, self.terms.clone());
                    // A task of its own: connections share the machine's cores.
                    sessions.spawn(within(session));
                }
                Event::Ended(_, Ok(())) => {}
                Event::Ended(peer, Err(stop)) => self.tell(peer, &stop).await,
                Event::Lost(error) => return Err(error.into()),
            }
        }
        if !self.untold.is_empty() {
            let faults = self.untold;
            return Err(Untold { faults }.into());
        }
        Ok(())
    }
}

impl<F: Send> Connections<F> {
    /// Tells of a fault. The server serves whether anybody reads it or not, but
    /// it is the server's own if it comes of the server's end.
    async fn tell(&mut self, peer: SocketAddr, stop: &Stop) {
        let text = stop.to_string();
        let fault = ConnectionFault { peer, text };
        let ran_out_of_time = self.inbox.is_closed() && is_cut_off(stop);
        if !ran_out_of_time && let Ok(slot) = self.faults.reserve().await {
            slot.send(fault);
        } else if ran_out_of_time || is_stopped().await {
            self.untold.push(fault);
        }
    }
}

/// Whether a connection did not end in time.
fn is_cut_off(stop: &Stop) -> bool {
    let error = stop.as_fault().and_then(Fault::source);
    error.is_some_and(|error| error.is::<CutShort>() || error.is::<Overtime>())
}

type Sessions = JoinSet<(SocketAddr, Outcome)>;

enum Event {
    Connected(Connection),
    Ended(SocketAddr, Outcome),
    /// The runtime shuts down.
    Lost(JoinError),
}

/// What happens next; `None` when all connections have ended and none will come.
async fn next(
    inbox: &mut Inbox<Connection>,
    sessions: &mut Sessions,
    limit: usize,
) -> Option<Event> {
    poll_fn(|cx| {
        if let Poll::Ready(Some(ended)) = sessions.poll_join_next(cx) {
            let event =
                ended.map_or_else(Event::Lost, |(peer, outcome)| Event::Ended(peer, outcome));
            return Poll::Ready(Some(event));
        }
        if sessions.len() >= limit {
            return Poll::Pending;
        }
        match inbox.poll_recv(cx) {
            Poll::Ready(Some(connection)) => Poll::Ready(Some(Event::Connected(connection))),
            Poll::Ready(None) if sessions.is_empty() => Poll::Ready(None),
            _ => Poll::Pending,
        }
    })
    .await
}

/// Serves the connection of this number; whatever goes wrong in it names that.
async fn session(
    number: u64,
    connection: Connection,
    protocol: impl Stage<Bytes, Bytes>,
    terms: Terms,
) -> (SocketAddr, Outcome) {
    let Connection { stream, peer } = connection;
    // Who waits for a short answer waits for nothing else to send.
    let _ = stream.set_nodelay(true);
    let served = async {
        // On the heap, where it is no longer when the connection is open.
        match Box::pin(open(stream, &terms)).await? {
            Some(socket) => serve(socket, protocol, &terms).await,
            None => Ok(()),
        }
    }
    .await;
    let name = || format!("connection[{number}]");
    (peer, served.map_err(|stop| stop.within(&name(), None)))
}
