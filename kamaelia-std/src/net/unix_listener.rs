use super::UnixSocket;
use super::accept::accept;
use kamaelia::prelude::*;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::PathBuf;
use std::task::{Context, Poll};
use tokio::net::UnixStream;

/// Listens on one or several Unix sockets, and sends every connection that is made to
/// them.
///
/// A socket is a file, which has its permissions before anybody can connect, and is
/// removed at the end. A file that was left behind, on which nobody listens, makes room.
///
/// # Errors
///
/// [`CannotServe`](super::CannotServe), which names the path.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::UnixListener;
/// # use std::os::unix::net::UnixStream;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let path = std::env::temp_dir().join(format!("unix-listener-{}", std::process::id()));
/// let (mut bound, paths) = collect();
/// let (mut visitors, guests) = collect();
/// let graph = graphline! {
///     LISTEN = UnixListener::new(&path);
///     WHERE  = paths;
///     GUESTS = guests;
///
///     LISTEN.bound -> WHERE.inbox;
///     LISTEN -> GUESTS;
/// }
/// .spawn();
///
/// let path = bound.recv().await.expect("it listens");
/// let client = UnixStream::connect(&path)?;
/// let visitor = visitors.recv().await.expect("a visitor");
/// assert_eq!(visitor.peer.process.map(i32::cast_unsigned), Some(std::process::id()));
/// graph.stop();
/// graph.join().await?;
/// assert!(!path.exists());
/// # drop(client);
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct UnixListener {
    /// Every connection, in the order in which they were made.
    #[outbox]
    outbox: Outbox<UnixConnection>,

    /// Each path once it listens there, in the order in which they were named.
    #[outbox(optional)]
    bound: Outbox<PathBuf>,

    places: Vec<Place>,

    /// The permissions of a file that it makes: for its owner alone (`0o600`), if not said
    /// otherwise.
    #[param(default = UnixListener::MODE)]
    mode: u32,
}

/// Where connections come to.
#[derive(Debug)]
pub(super) enum Place {
    /// A path that is to be listened on.
    Path(PathBuf),
    /// A socket that listens.
    Open(UnixSocket),
}

impl UnixListener {
    /// The permissions where nobody says otherwise: for its owner alone.
    pub const MODE: u32 = 0o600;

    /// Listens on this path.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> UnixListener {
        UnixListener::at(vec![Place::Path(path.into())])
    }

    /// Takes the connections to these, on which the system listens already; if there are
    /// none, for nobody.
    #[must_use]
    pub fn serving(sockets: impl IntoIterator<Item = UnixSocket>) -> UnixListener {
        UnixListener::at(sockets.into_iter().map(Place::Open).collect())
    }

    pub(super) fn at(places: Vec<Place>) -> UnixListener {
        UnixListener {
            outbox: Outbox::unlinked(),
            bound: Outbox::unlinked(),
            places,
            mode: UnixListener::MODE,
        }
    }
}

impl Main for UnixListener {
    async fn main(mut self) -> Outcome {
        let (mut listeners, mut files, mut paths) = (Vec::new(), Vec::new(), Vec::new());
        for place in self.places {
            let socket = match place {
                Place::Path(path) => UnixSocket::listen(path, self.mode)?,
                Place::Open(socket) => socket,
            };
            paths.push(socket.path().to_owned());
            let (listener, file) = socket.open()?;
            listeners.push(listener);
            files.push(file);
        }
        for path in paths {
            // The server serves whether anybody wants to know where or not.
            let _ = self.bound.send(path).await;
        }
        for turn in 0.. {
            let slot = self.outbox.reserve().await?;
            match until_stopped(accept(&listeners, turn, poll_accept)).await {
                Some(connection) => slot.send(connection),
                None => break,
            }
        }
        Ok(())
    }
}

/// Takes a connection, and asks who has made it.
fn poll_accept(
    listener: &tokio::net::UnixListener,
    cx: &mut Context<'_>,
) -> Poll<io::Result<UnixConnection>> {
    listener.poll_accept(cx).map(|accepted| {
        let (stream, _) = accepted?;
        let credentials = stream.peer_cred()?;
        let peer = UnixPeer {
            user: credentials.uid(),
            process: credentials.pid(),
        };
        Ok(UnixConnection { stream, peer })
    })
}

/// A connection that another program of the same machine has made to us.
#[derive(Debug)]
pub struct UnixConnection {
    /// The socket.
    pub stream: UnixStream,
    /// Who is at its other end.
    pub peer: UnixPeer,
}

/// Who is at the other end of a Unix socket, as the system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnixPeer {
    /// The number of the user.
    pub user: u32,
    /// The number of the process, where the system tells it.
    pub process: Option<i32>,
}

impl Display for UnixPeer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(process) = self.process {
            write!(f, "process {process} of ")?;
        }
        write!(f, "user {}", self.user)
    }
}
