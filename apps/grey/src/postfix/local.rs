use super::policy_service;
use crate::log::News;
use crate::{LocalDoors, Reception};
use kamaelia::prelude::*;
use std::path::PathBuf;

/// Answers a Postfix of this machine, on Unix sockets. On systems that have no such
/// sockets, it answers nobody.
///
/// It is what [`TcpServer`](kamaelia_std::net::TcpServer) is for addresses. Who may write to
/// the file of a socket may ask; there is no address by which to count the connections of
/// one client, so only the number of all is bounded.
#[derive(Component)]
pub struct LocalService {
    /// Each path once it listens there.
    #[outbox]
    bound: Outbox<PathBuf>,

    /// What went wrong in one of the connections.
    #[outbox]
    faults: Outbox<News>,

    doors: LocalDoors,

    reception: Reception,
}

#[cfg(unix)]
impl Main for LocalService {
    async fn main(self) -> Outcome {
        use kamaelia_std::net::UnixServer;
        let limit = self.reception.config().limits.connections;
        let (reception, traces) = (self.reception.clone(), self.reception.traces());
        graphline! {
            SERVER = UnixServer::serving(self.doors, move |connection| {
                    let trace = reception.traces().begin(connection.peer);
                    policy_service(&reception, trace)
                })
                .limit(limit)
                .delimiter(b'\n');

            SERVER.bound  -> self.bound;
            SERVER.faults -> self.faults
                via move |fault| News::warn(fault.to_string()).about(traces.of(fault.peer));
        }
        .run()
        .await
    }
}

#[cfg(not(unix))]
impl Main for LocalService {
    async fn main(self) -> Outcome {
        Ok(())
    }
}
