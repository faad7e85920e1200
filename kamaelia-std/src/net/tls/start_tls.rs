use super::handshake::late;
use super::rustls::{ClientConnection, Connection, Error, ServerConnection};
use super::{ClientTls, HandshakeFailed, ServerTls};
use crate::net::layer::{Layer, Opened};
use crate::net::{CannotSecure, Hear, Say, TlsSession};
use bytes::{Bytes, BytesMut};
use kamaelia::Stop;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// The two ends of a connection that its protocol may secure in the middle, as a server.
///
/// Bytes pass until the protocol says [`Said::StartTls`](crate::net::Said::StartTls);
/// then comes the handshake, then [`Heard::Secured`](crate::net::Heard::Secured), and
/// from there on what passes is what is inside of TLS. They are halves, which stand
/// before the protocol and behind it, so that the whole is a row.
///
/// ```no_run
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::{Heard, Said};
/// use kamaelia_std::net::tls::{ServerTls, start_tls};
/// use kamaelia_std::util::FlatMap;
///
/// # fn main() -> Outcome {
/// let tls = ServerTls::from_files("certificate.pem", "key.pem")?;
/// let (hear, say) = start_tls(&tls);
/// let protocol = FlatMap::new(|heard| match heard {
///     Heard::Bytes(_) => Some(Said::StartTls("go on\r\n".into())),
///     Heard::Secured(_) => Some(Said::Bytes("now we can talk\r\n".into())),
/// });
/// let connection = pipeline![hear, protocol, say];
/// # drop(connection);
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn start_tls(tls: &ServerTls) -> (Hear, Say) {
    let config = tls.config();
    let connect = move || ServerConnection::new(config.clone()).map(Connection::from);
    halves(Box::new(connect), tls.handshake_timeout)
}

/// The same as a client, of the server at this address, such as `localhost:25`.
///
/// ```no_run
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::tls::{ClientTls, start_tls_as_client};
/// use kamaelia_std::net::{Heard, Said, TcpClient};
/// use kamaelia_std::util::FlatMap;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// let (hear, say) = start_tls_as_client(&ClientTls::of_the_web()?, "example.org:25")?;
/// graphline! {
///     CLIENT   = TcpClient::new("example.org:25");
///     HEAR     = hear;
///     PROTOCOL = FlatMap::new(|heard| match heard {
///         Heard::Bytes(_) => Some(Said::StartTls("STARTTLS\r\n".into())),
///         Heard::Secured(_) => Some(Said::Bytes("now we can talk\r\n".into())),
///     });
///     SAY      = say;
///
///     CLIENT -> HEAR -> PROTOCOL -> SAY;
///     // Who waits for room for a word must not keep it from being said.
///     SAY -> CLIENT with unbounded;
/// }
/// .run()
/// .await
/// # }
/// ```
///
/// # Errors
///
/// An address without the name of a host, where no
/// [`server_name`](ClientTls::server_name) is said.
pub fn start_tls_as_client(tls: &ClientTls, address: &str) -> io::Result<(Hear, Say)> {
    let config = tls.config();
    let name = tls.name(address)?;
    let connect = move || ClientConnection::new(config.clone(), name.clone()).map(Connection::from);
    Ok(halves(Box::new(connect), tls.handshake_timeout))
}

fn halves(connect: Connect, limit: Duration) -> (Hear, Say) {
    let layer: Arc<dyn Layer> = Arc::new(StartTls {
        connect,
        limit,
        shared: Mutex::default(),
        changed: Notify::new(),
    });
    (
        Hear::through(Some(layer.clone())),
        Say::through(Some(layer)),
    )
}

type Connect = Box<dyn Fn() -> Result<Connection, Error> + Send + Sync>;

struct StartTls {
    connect: Connect,
    /// How long a handshake may take.
    limit: Duration,
    shared: Mutex<Shared>,
    changed: Notify,
}

#[derive(Default)]
struct Shared {
    /// Once it was started.
    connection: Option<Connection>,
    is_secured: bool,
}

impl StartTls {
    /// Held for one step and never over a wait.
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Layer for StartTls {
    fn start(&self) -> Result<Duration, Stop> {
        let mut shared = self.lock();
        if shared.connection.is_some() {
            return Err(CannotSecure::Secured.into());
        }
        let mut connection = (self.connect)().map_err(failed)?;
        // What is said is bounded by who says it.
        connection.set_buffer_limit(None);
        shared.connection = Some(connection);
        Ok(self.limit)
    }

    fn too_late(&self) -> Stop {
        let error = late(self.limit);
        HandshakeFailed { error }.into()
    }

    fn open(&self, bytes: Bytes) -> Result<Opened, Stop> {
        let mut shared = self.lock();
        let was_secured = shared.is_secured;
        let failed = |error| match was_secured {
            true => Stop::from(invalid(error)),
            false => failed(error).into(),
        };
        let Shared {
            connection,
            is_secured,
        } = &mut *shared;
        let Some(connection) = connection else {
            return Ok(Opened {
                bytes,
                ..Opened::default()
            });
        };
        let mut opened = Opened::default();
        let mut plain = BytesMut::new();
        let mut rest = &bytes[..];
        while !rest.is_empty() && !opened.is_over {
            connection.read_tls(&mut rest)?;
            let state = connection.process_new_packets().map_err(failed)?;
            opened.is_over = state.peer_has_closed();
            let start = plain.len();
            plain.resize(start + state.plaintext_bytes_to_read(), 0);
            if let Some(room) = plain.get_mut(start..).filter(|room| !room.is_empty()) {
                connection.reader().read_exact(room)?;
            }
        }
        opened.bytes = plain.freeze();
        *is_secured = !connection.is_handshaking();
        if *is_secured && !was_secured {
            opened.secured = Some(session(connection));
        }
        if connection.wants_write() || opened.secured.is_some() {
            self.changed.notify_one();
        }
        Ok(opened)
    }

    fn seal(&self, bytes: Bytes) -> Bytes {
        let mut shared = self.lock();
        let Some(connection) = &mut shared.connection else {
            return bytes;
        };
        // It is written to memory, which takes all.
        let _ = connection.writer().write_all(&bytes);
        written(connection)
    }

    fn answer(&self) -> Bytes {
        let mut shared = self.lock();
        shared.connection.as_mut().map(written).unwrap_or_default()
    }

    fn finish(&self) -> Bytes {
        let mut shared = self.lock();
        let Some(connection) = &mut shared.connection else {
            return Bytes::new();
        };
        connection.send_close_notify();
        written(connection)
    }

    fn is_secured(&self) -> bool {
        self.lock().is_secured
    }

    fn changed(&self) -> &Notify {
        &self.changed
    }
}

/// What TLS has for the network.
fn written(connection: &mut Connection) -> Bytes {
    let mut bytes = Vec::new();
    while connection.wants_write() && connection.write_tls(&mut bytes).is_ok() {}
    bytes.into()
}

fn failed(error: Error) -> HandshakeFailed {
    let error = invalid(error);
    HandshakeFailed { error }
}

fn invalid(error: Error) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, error)
}

/// The words that others have for how a connection is secured.
fn session(connection: &Connection) -> TlsSession {
    let version = connection
        .protocol_version()
        .and_then(|version| version.as_str());
    let suite = connection.negotiated_cipher_suite();
    let cipher = suite.and_then(|suite| suite.suite().as_str());
    let server_name = match connection {
        Connection::Server(server) => server.server_name().map(str::to_owned),
        Connection::Client(_) => None,
    };
    TlsSession {
        version: version.unwrap_or_default().replace('_', "."),
        cipher: cipher.unwrap_or_default().replace("TLS13_", "TLS_"),
        server_name,
    }
}
