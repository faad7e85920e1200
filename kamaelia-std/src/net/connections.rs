use super::tcp_session::TcpSession;
use super::{Connection, ConnectionFault};
use bytes::Bytes;
use futures::FutureExt;
use futures::stream::{FuturesUnordered, StreamExt};
use kamaelia::prelude::*;
use kamaelia::{Stage, Stop};
use std::any::Any;
use std::future::{Future, poll_fn};
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

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
}

impl<F, P> Main for Connections<F>
where
    F: FnMut(&Connection) -> P + Send + 'static,
    P: Stage<Bytes, Bytes>,
{
    async fn main(mut self) -> Outcome {
        let mut sessions = Sessions::new();
        while let Some(event) = next(&mut self.inbox, &mut sessions).await {
            match event {
                Event::Connected(connection) => {
                    let protocol = (self.protocol)(&connection);
                    sessions.push(Box::pin(serve(connection, protocol)));
                }
                // The server serves whether anybody reads its faults or not.
                Event::Ended(Some(fault)) => drop(self.faults.send(fault).await),
                Event::Ended(None) => {}
            }
        }
        Ok(())
    }
}

type Session = Pin<Box<dyn Future<Output = Option<ConnectionFault>> + Send>>;
type Sessions = FuturesUnordered<Session>;

enum Event {
    Connected(Connection),
    Ended(Option<ConnectionFault>),
}

/// What happens next; `None` when all connections have ended and none will come.
async fn next(inbox: &mut Inbox<Connection>, sessions: &mut Sessions) -> Option<Event> {
    poll_fn(|cx| {
        if let Poll::Ready(Some(fault)) = sessions.poll_next_unpin(cx) {
            return Poll::Ready(Some(Event::Ended(fault)));
        }
        match inbox.poll_recv(cx) {
            Poll::Ready(Some(connection)) => Poll::Ready(Some(Event::Connected(connection))),
            Poll::Ready(None) if sessions.is_empty() => Poll::Ready(None),
            _ => Poll::Pending,
        }
    })
    .await
}

async fn serve<P>(connection: Connection, protocol: P) -> Option<ConnectionFault>
where
    P: Stage<Bytes, Bytes>,
{
    let Connection { stream, peer } = connection;
    // Who waits for a short answer waits for nothing else to send.
    let _ = stream.set_nodelay(true);
    let session = graphline! {
        // A task of its own: connections share the machine's cores.
        SESSION = TcpSession::new(Arc::new(stream), protocol) on task;
    };
    // One connection's panic is not the server's.
    match AssertUnwindSafe(session.run()).catch_unwind().await {
        Ok(Ok(())) => None,
        Ok(Err(stop)) => fault(peer, &stop),
        Err(panic) => Some(ConnectionFault {
            peer,
            text: format!("panicked: {}", panic_text(&*panic)),
        }),
    }
}

fn fault(peer: SocketAddr, stop: &Stop) -> Option<ConnectionFault> {
    (!stop.is_closed()).then(|| ConnectionFault {
        peer,
        text: stop.to_string(),
    })
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
