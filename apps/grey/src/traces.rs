//! By what each connection is found in the log: also its fault, which comes when it is
//! over.

use crate::policy::TraceId;
#[cfg(unix)]
use kamaelia_std::net::UnixPeer;
use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Knows the ids of the connections that are there, and of those that ended last.
/// Clones know the same.
#[derive(Clone, Debug, Default)]
pub struct Traces(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    ids: HashMap<Peer, TraceId>,
    ended: VecDeque<(Peer, TraceId)>,
}

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Peer {
    /// Somebody somewhere.
    Address(SocketAddr),
    /// A process of this machine: of several connections of one, the last counts.
    #[cfg(unix)]
    Process(UnixPeer),
}

impl From<SocketAddr> for Peer {
    fn from(address: SocketAddr) -> Peer {
        Peer::Address(address)
    }
}

#[cfg(unix)]
impl From<UnixPeer> for Peer {
    fn from(process: UnixPeer) -> Peer {
        Peer::Process(process)
    }
}

impl Traces {
    /// How many are remembered that have ended: more than faults wait to be told.
    const ENDED: usize = 1024;

    /// Nobody is there.
    #[must_use]
    pub fn new() -> Traces {
        Traces::default()
    }

    /// Somebody has connected, and stays until the [`Trace`] is dropped.
    #[must_use]
    pub fn begin(&self, peer: impl Into<Peer>) -> Trace {
        let (peer, id) = (peer.into(), TraceId::next());
        self.known().ids.insert(peer, id);
        let traces = self.clone();
        Trace { traces, peer, id }
    }

    /// The id of a connection that is there, or was lately.
    #[must_use]
    pub fn of(&self, peer: impl Into<Peer>) -> Option<TraceId> {
        self.known().ids.get(&peer.into()).copied()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // A map that somebody was changing has that change or not.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn end(&mut self, peer: Peer, id: TraceId) {
        self.ended.push_back((peer, id));
        if self.ended.len() > Traces::ENDED
            && let Some((peer, id)) = self.ended.pop_front()
            && self.ids.get(&peer) == Some(&id)
        {
            self.ids.remove(&peer);
        }
    }
}

/// The id of one connection, for as long as that is there.
#[derive(Debug)]
pub struct Trace {
    traces: Traces,
    peer: Peer,
    id: TraceId,
}

impl Trace {
    /// What stands in the log.
    #[must_use]
    pub fn id(&self) -> TraceId {
        self.id
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        self.traces.known().end(self.peer, self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 1], port))
    }

    #[test]
    fn an_id_is_known_for_a_while_after_its_connection() {
        let traces = Traces::new();
        let (first, other) = (traces.begin(peer(1)), traces.begin(peer(2)));
        let id = first.id();
        assert_eq!(traces.of(peer(1)), Some(id));
        assert_ne!(other.id(), id);
        drop(first);
        assert_eq!(traces.of(peer(1)), Some(id));
        for _ in 0..=Traces::ENDED {
            drop(traces.begin(peer(3)));
        }
        assert_eq!(traces.of(peer(1)), None);
        assert_eq!(traces.of(peer(2)), Some(other.id()));
        assert!(traces.known().ended.len() <= Traces::ENDED);
    }

    #[test]
    fn who_comes_again_from_the_same_port_is_somebody_new() {
        let traces = Traces::new();
        drop(traces.begin(peer(1)));
        let again = traces.begin(peer(1));
        for _ in 0..=Traces::ENDED {
            drop(traces.begin(peer(3)));
        }
        assert_eq!(traces.of(peer(1)), Some(again.id()));
    }
}
