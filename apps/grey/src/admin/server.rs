use crate::Reception;
use crate::log::News;
use kamaelia::prelude::*;
#[cfg(unix)]
use {
    super::Desk,
    bytes::Bytes,
    kamaelia::Stage,
    kamaelia_std::flow::IdleTimeout,
    kamaelia_std::net::UnixServer,
    kamaelia_std::util::{BadLine, LineSplit, PassThrough},
    std::time::Duration,
};

/// Answers an administrator, at the socket that the settings name.
///
/// # Errors
///
/// A socket that cannot be made. Mail can be taken without it.
#[derive(Component)]
pub struct Admin {
    /// Where it answers, and what went wrong in a connection.
    #[outbox]
    outbox: Outbox<News>,

    reception: Reception,
}

impl Admin {
    /// How many connections there may be.
    pub const CONNECTIONS: usize = 16;
}

/// How long somebody may say nothing.
#[cfg(unix)]
const SILENCE: Duration = Duration::from_secs(30);

#[cfg(unix)]
impl Main for Admin {
    async fn main(self) -> Outcome {
        let reception = self.reception;
        let Some(path) = reception.config().admin_socket() else {
            return Ok(());
        };
        let mode = reception.config().admin.mode;
        graphline! {
            SERVER = UnixServer::new(path, move |_| answers(&reception))
                .mode(mode)
                .limit(Admin::CONNECTIONS)
                .delimiter(b'\n');
            NEWS   = PassThrough::new();

            SERVER.bound  -> NEWS.inbox
                via |path| News::info(format!("listening for its administrator on {}", path.display()));
            SERVER.faults -> NEWS.inbox via |fault| News::warn(format!("administrator: {fault}"));
            NEWS          -> self.outbox;
        }
        .run()
        .await
    }
}

/// Elsewhere there are no such sockets.
#[cfg(not(unix))]
impl Main for Admin {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

/// What answers in one connection.
#[cfg(unix)]
fn answers(reception: &Reception) -> impl Stage<Bytes, Bytes> + use<> {
    pipeline![
        IdleTimeout::new(SILENCE),
        LineSplit::new()
            .limit(Desk::LONGEST)
            .on_bad_line(BadLine::Replace),
        Desk::new(reception.clone()),
    ]
}
