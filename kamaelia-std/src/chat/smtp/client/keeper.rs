//! Who closes connections that nobody has used: [`SmtpKeeper`].

use super::kept::Kept;
use super::{ClientTimes, SmtpConnections};
use futures::future::join_all;
use kamaelia::finishing;
use kamaelia::prelude::*;

/// Says QUIT on [connections](SmtpConnections) that have waited long enough, and on all of
/// them when it is told to end: then none is kept any more.
///
/// ```no_run
/// use kamaelia::prelude::*;
/// use kamaelia_std::chat::smtp::{Ask, SmtpClient, SmtpConnections, SmtpKeeper};
/// use kamaelia_std::util::{DataSource, NullSink};
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let asks: [Ask; 0] = [];
/// let connections = SmtpConnections::new(Duration::from_secs(2));
/// graphline! {
///     ASKS    = DataSource::new(asks);
///     CLIENT  = SmtpClient::new("mail.example.org:25", "here.example.org")
///         .connections(Some(connections.clone()));
///     REPLIES = NullSink::new();
///     KEEPER  = SmtpKeeper::new(connections);
///
///     ASKS -> CLIENT -> REPLIES;
///     CLIENT.signal -> KEEPER.control;
/// }
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct SmtpKeeper {
    connections: SmtpConnections,
}

impl Main for SmtpKeeper {
    async fn main(self) -> Outcome {
        let connections = self.connections;
        while let Some(over) = until_stopped(connections.over()).await {
            leave(over).await;
        }
        // Whoever is told to stop now lets go of them.
        finishing(leave(connections.close())).await;
        Ok(())
    }
}

async fn leave(over: Vec<Kept>) {
    let limit = ClientTimes::default().quit;
    join_all(over.into_iter().map(|kept| kept.backend.leave(limit))).await;
}
