//! HTTP/1.1 in one connection.

mod desk;
mod timer;
mod wire;

use super::{HttpRequest, ResponsePart};
use crate::net::ConnectionFault;
use bytes::Bytes;
use desk::{Call, Desk};
use futures::channel::{mpsc, oneshot};
use futures::future::{Either, join, select};
use futures::{SinkExt, StreamExt};
use hyper::server::conn::http1::{Builder, Connection};
use kamaelia::chassis::Children;
use kamaelia::prelude::*;
use kamaelia::{InboxAddress, Stage, Stop};
use std::future::{Future, pending, poll_fn};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;
use timer::TokioTimer;
use wire::Wire;

/// What a client may ask for, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct HttpLimits {
    pub(super) head: usize,
    pub(super) head_timeout: Duration,
    pub(super) body: u64,
    pub(super) body_timeout: Duration,
}

/// Speaks HTTP with one client, and has each request answered by a component.
#[derive(Component)]
pub(super) struct HttpSession<F: Send + Sync> {
    /// Told to finish, it answers what it has been asked, and says that it was the last.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    /// What the client sends.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// What is sent to it.
    #[outbox]
    outbox: Outbox<Bytes>,

    peer: SocketAddr,

    handler: Arc<F>,

    limits: HttpLimits,

    /// Where faults are told. To end with one would stop the writer, which has still to
    /// send what the client is told.
    faults: InboxAddress<ConnectionFault>,
}

/// The least that `hyper` works with.
const SMALLEST_BUFFER: usize = 8192;

impl<F, P> Main for HttpSession<F>
where
    F: Fn(HttpRequest) -> P + Send + Sync + 'static,
    P: Stage<Bytes, ResponsePart>,
{
    async fn main(self) -> Outcome {
        let HttpSession {
            control,
            mut inbox,
            mut outbox,
            peer,
            handler,
            limits,
            faults,
        } = self;
        let mut faults = faults.outbox().ok();
        let (mut heard, from) = mpsc::channel(0);
        let (to, mut said) = mpsc::channel(4);
        let (calls, called) = mpsc::unbounded();
        let begun = Arc::new(AtomicBool::new(false));
        let wire = Wire {
            from,
            to,
            rest: Bytes::new(),
            begun: begun.clone(),
        };
        let desk = Desk {
            peer,
            handler,
            limits,
            calls,
            begun: begun.clone(),
        };
        let connection = Builder::new()
            .half_close(true)
            .timer(TokioTimer)
            .header_read_timeout(limits.head_timeout)
            .max_header_size(limits.head)
            .max_buf_size(limits.head.max(SMALLEST_BUFFER))
            .serve_connection(wire, desk);

        let hearing = async {
            while let Some(bytes) = inbox.recv().await {
                if heard.send(bytes).await.is_err() {
                    break;
                }
            }
            drop(heard);
            pending::<()>().await;
        };
        let saying = async {
            while let Some(bytes) = said.next().await {
                if outbox.send(bytes).await.is_err() {
                    break;
                }
            }
        };
        let talking = join(serve(connection, control, called, begun), saying);
        let outcome = match select(pin!(talking), pin!(hearing)).await {
            Either::Left(((outcome, ()), _)) => outcome,
            Either::Right(((), _)) => Ok(()),
        };
        match (outcome, &mut faults) {
            (Err(stop), Some(faults)) => {
                let text = stop.to_string();
                let told = faults.send(ConnectionFault { peer, text }).await;
                told.map_err(|_| stop)
            }
            (outcome, _) => outcome,
        }
    }
}

/// Serves to the end of the connection; a handler's fault is the reason of what comes of
/// it.
async fn serve<F, P>(
    connection: Connection<Wire, Desk<F>>,
    mut control: Inbox<Shutdown>,
    mut called: mpsc::UnboundedReceiver<Call>,
    begun: Arc<AtomicBool>,
) -> Outcome
where
    F: Fn(HttpRequest) -> P + Send + Sync + 'static,
    P: Stage<Bytes, ResponsePart>,
{
    let mut connection = pin!(connection);
    let mut handlers = Children::<oneshot::Sender<()>>::new("request");
    let mut finishes = false;
    let mut fault = None;
    let ended = poll_fn(|cx| {
        if !finishes && let Poll::Ready(Some(_)) = control.poll_recv(cx) {
            finishes = true;
            connection.as_mut().graceful_shutdown();
        }
        // Each may have something to do for the other.
        loop {
            if let Poll::Ready(ended) = connection.as_mut().poll(cx) {
                return Poll::Ready(ended);
            }
            let mut goes_on = false;
            while let Poll::Ready(Some((graph, whole))) = called.poll_next_unpin(cx) {
                handlers.start_graph(whole, graph);
                goes_on = true;
            }
            while let Poll::Ready(Some((whole, outcome))) = handlers.poll_next(cx) {
                match outcome {
                    Ok(()) => drop(whole.send(())),
                    Err(stop) => fault = Some(stop),
                }
                goes_on = true;
            }
            if !goes_on {
                return Poll::Pending;
            }
        }
    })
    .await;
    match (fault, ended) {
        (Some(stop), _) => Err(stop),
        // Who asks for nothing, and is silent, does nothing wrong.
        (_, Err(error)) if error.is_timeout() && !begun.load(Ordering::Relaxed) => Ok(()),
        (_, Err(error)) => Err(Stop::from(error)),
        _ => Ok(()),
    }
}
