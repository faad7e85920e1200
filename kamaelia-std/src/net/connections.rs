use super::tcp_session::TcpSession;
use super::{Connection, ConnectionFault, CutShort, TcpWriter, Untold};
use crate::wait::is_stopped;
use bytes::Bytes;
use futures::stream::{FuturesUnordered, StreamExt};
use kamaelia::prelude::*;
use kamaelia::{Fault, Overtime, Stage, Stop};
use std::error::Error;
use std::future::{Future, poll_fn};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

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

    /// The byte that ends a message.
    #[param(default)]
    delimiter: Option<u8>,

    /// How long a peer may take nothing.
    #[param(default = TcpWriter::SEND_TIMEOUT)]
    send_timeout: Duration,

    #[state]
    untold: Vec<ConnectionFault>,
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
                    let session = serve(connection, protocol, self.delimiter, self.send_timeout);
                    sessions.push(Box::pin(session));
                }
                Event::Ended(_, Ok(())) => {}
                Event::Ended(peer, Err(stop)) => self.tell(peer, &stop).await,
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

type Session = Pin<Box<dyn Future<Output = (SocketAddr, Outcome)> + Send>>;
type Sessions = FuturesUnordered<Session>;

enum Event {
    Connected(Connection),
    Ended(SocketAddr, Outcome),
}

/// What happens next; `None` when all connections have ended and none will come.
async fn next(
    inbox: &mut Inbox<Connection>,
    sessions: &mut Sessions,
    limit: usize,
) -> Option<Event> {
    poll_fn(|cx| {
        if let Poll::Ready(Some((peer, outcome))) = sessions.poll_next_unpin(cx) {
            return Poll::Ready(Some(Event::Ended(peer, outcome)));
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

async fn serve<P>(
    connection: Connection,
    protocol: P,
    delimiter: Option<u8>,
    send_timeout: Duration,
) -> (SocketAddr, Outcome)
where
    P: Stage<Bytes, Bytes>,
{
    let Connection { stream, peer } = connection;
    // Who waits for a short answer waits for nothing else to send.
    let _ = stream.set_nodelay(true);
    let session = graphline! {
        // A task of its own: connections share the machine's cores.
        SESSION = TcpSession::new(Arc::new(stream), protocol, delimiter, send_timeout) on task;
    };
    (peer, session.run().await)
}
