use super::tcp_session::TcpSession;
use super::{Connection, ConnectionFault, Untold};
use crate::wait::is_stopped;
use bytes::Bytes;
use futures::stream::{FuturesUnordered, StreamExt};
use kamaelia::Stage;
use kamaelia::prelude::*;
use std::future::{Future, poll_fn};
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

    /// The byte that ends a message.
    #[param(default)]
    delimiter: Option<u8>,

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
        while let Some(event) = next(&mut self.inbox, &mut sessions).await {
            match event {
                Event::Connected(connection) => {
                    let protocol = (self.protocol)(&connection);
                    let session = serve(connection, protocol, self.delimiter);
                    sessions.push(Box::pin(session));
                }
                Event::Ended(Some(fault)) => self.tell(fault).await,
                Event::Ended(None) => {}
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
    async fn tell(&mut self, fault: ConnectionFault) {
        match self.faults.reserve().await {
            Ok(slot) => slot.send(fault),
            // The server serves whether anybody reads its faults or not. But
            // they are its own when it is the server that lets nobody read them.
            Err(_) if is_stopped().await => self.untold.push(fault),
            Err(_) => {}
        }
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

async fn serve<P>(
    connection: Connection,
    protocol: P,
    delimiter: Option<u8>,
) -> Option<ConnectionFault>
where
    P: Stage<Bytes, Bytes>,
{
    let Connection { stream, peer } = connection;
    // Who waits for a short answer waits for nothing else to send.
    let _ = stream.set_nodelay(true);
    let outcome = graphline! {
        // A task of its own: connections share the machine's cores.
        SESSION = TcpSession::new(Arc::new(stream), protocol, delimiter) on task;
    }
    .run()
    .await;
    outcome.err().map(|stop| ConnectionFault {
        peer,
        text: stop.to_string(),
    })
}
