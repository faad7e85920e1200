use super::tcp_session::{Incoming, Terms};
use super::{ConnectionFault, CutShort, Untold};
use crate::wait::is_stopped;
use bytes::Bytes;
use kamaelia::chassis::Children;
use kamaelia::prelude::*;
use kamaelia::{Fault, Overtime, Stage, Stop};
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Serves every connection that it receives, each by a protocol of its own.
#[derive(Component)]
pub(super) struct Connections<F: Send, C: Incoming> {
    /// Connections to serve.
    #[inbox]
    inbox: Inbox<C>,

    /// What went wrong in one of them.
    #[outbox(optional)]
    faults: Outbox<ConnectionFault<C::Peer>>,

    protocol: F,

    /// How many it serves at a time.
    limit: usize,

    terms: Arc<Terms>,

    #[state]
    untold: Vec<ConnectionFault<C::Peer>>,
}

impl<F, C, P> Main for Connections<F, C>
where
    F: FnMut(&C) -> P + Send + 'static,
    C: Incoming,
    P: Stage<Bytes, Bytes>,
{
    async fn main(mut self) -> Outcome {
        // Connections share the machine's cores.
        let mut connections = Children::new("connection").on_task().limit(self.limit);
        while let Some(event) = connections.next_or(&mut self.inbox).await {
            match event {
                Ok(connection) => match make(&mut self.protocol, &connection) {
                    Ok(protocol) => connection.start(&mut connections, protocol, &self.terms),
                    Err(stop) => self.tell(connection.peer(), &stop).await,
                },
                Err((_, Ok(()))) => {}
                Err((peer, Err(stop))) => self.tell(peer, &stop).await,
            }
        }
        if !self.untold.is_empty() {
            let faults = self.untold;
            return Err(Untold { faults }.into());
        }
        Ok(())
    }
}

impl<F: Send, C: Incoming> Connections<F, C> {
    /// Tells of a fault. The server serves whether anybody reads it or not, but
    /// it is the server's own if it comes of the server's end.
    async fn tell(&mut self, peer: C::Peer, stop: &Stop) {
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

/// Makes the protocol of a connection. That it panics is the fault of this connection
/// alone, as it is once the protocol runs.
fn make<C, P>(protocol: &mut impl FnMut(&C) -> P, connection: &C) -> Result<P, Stop> {
    let making = AssertUnwindSafe(|| protocol(connection));
    catch_unwind(making).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        let text = text.unwrap_or("without a text");
        Stop::fault(format!("its protocol was not made: panicked: {text}"))
    })
}

/// Whether a connection did not end in time.
fn is_cut_off(stop: &Stop) -> bool {
    let error = stop.as_fault().and_then(Fault::source);
    error.is_some_and(|error| error.is::<CutShort>() || error.is::<Overtime>())
}
