use super::session::{HttpLimits, HttpSession};
use super::{HttpRequest, ResponsePart};
use crate::bad_parameter::{at_least_one, span};
#[cfg(feature = "tls")]
use crate::net::tls::ServerTls;
use crate::net::{Connection, ConnectionFault, TcpServer};
use crate::util::PassThrough;
use bytes::Bytes;
use kamaelia::Stage;
use kamaelia::prelude::*;
use std::fmt::Display;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Speaks HTTP/1.1 on one or several TCP addresses, and has each request answered by a
/// component of its own.
///
/// A handler is made from the request. It receives the request's body, in pieces, and
/// sends the answer: a [`ResponsePart::Head`], and then as many [`ResponsePart::Chunk`]s
/// as it likes, so an answer may take as long, and be as long, as it wants. What it does
/// not read of the body is not read from the client. It is a component like any other: a
/// pipeline, a graph, [`Answer`](super::Answer), or what [`Routes`](super::Routes)
/// choose.
///
/// A connection serves one request after the other. A handler that fails before it has
/// answered is answered for with 500; one that fails later cuts its connection, so that
/// half an answer is not taken for a whole one. Both are faults of that connection, and
/// leave at `faults`, as does a client that speaks no HTTP (it is told 400), or whose
/// request is cut short. The server goes on.
///
/// Told to finish, it takes no more connections, closes those on which nothing was asked,
/// and answers what was asked on the others, within the grace time.
///
/// # Limits
///
/// | | if not said otherwise | who goes beyond |
/// |---|---|---|
/// | [`limit`](HttpServer::limit) | 1024 connections | waits |
/// | [`head`](HttpServer::head) | 16 KiB and 100 headers | is told 431 |
/// | [`head_timeout`](HttpServer::head_timeout) | 30 seconds, from the answer before | is cut off |
/// | [`body`](HttpServer::body) | 1 MiB | is told 413 |
/// | [`body_timeout`](HttpServer::body_timeout) | 30 seconds for each piece | is told 408 |
///
/// Who takes nothing of an answer for a minute is cut off as well, as by every
/// [`TcpServer`].
///
/// # Errors
///
/// As [`TcpServer`], and [`BadParameter`](crate::BadParameter) for a limit of zero.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::web::{Answer, HttpServer, StatusCode};
/// # use std::io::{Read, Write};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let (mut addresses, sink) = collect();
/// let server = graphline! {
///     SERVER = HttpServer::new("127.0.0.1:0", |request| {
///         Answer::text(StatusCode::OK, format!("this is {}", request.path()))
///     });
///     WHERE  = sink;
///
///     SERVER.bound -> WHERE.inbox;
/// }
/// .spawn();
/// # let address = addresses.recv().await.unwrap();
/// # let answer = tokio::task::spawn_blocking(move || {
/// #     let mut client = std::net::TcpStream::connect(address)?;
/// #     client.write_all(b"GET /home HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")?;
/// #     let mut answer = String::new();
/// #     client.read_to_string(&mut answer)?;
/// #     std::io::Result::Ok(answer)
/// # });
/// # let answer = answer.await??;
/// # assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
/// # assert!(answer.ends_with("\r\n\r\nthis is /home\n"), "{answer}");
/// server.stop();
/// server.join().await
/// # }
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct HttpServer<F: Send> {
    /// Each address once it listens there: with its port, where 0 was asked for.
    #[outbox(optional)]
    bound: Outbox<SocketAddr>,

    /// What went wrong in one of the connections.
    #[outbox(optional)]
    faults: Outbox<ConnectionFault>,

    places: Places,

    handler: F,

    /// How many connections it serves at a time; others wait.
    #[param(default = 1024)]
    limit: usize,

    /// How many bytes a request may have before its body.
    #[param(default = 16 << 10)]
    head: usize,

    /// How long a client may take for that, from when it has connected or got the answer
    /// to its last request: so also for how long a connection is kept that does nothing.
    #[param(default = Duration::from_secs(30))]
    head_timeout: Duration,

    /// How many bytes the body of a request may have.
    #[param(default = 1 << 20)]
    body: u64,

    /// How long nothing may come of a body that is not at its end.
    #[param(default = Duration::from_secs(30))]
    body_timeout: Duration,

    #[cfg(feature = "tls")]
    #[param(default)]
    tls: Option<ServerTls>,
}

impl<F, P> HttpServer<F>
where
    F: Fn(HttpRequest) -> P + Send + Sync + 'static,
    P: Stage<Bytes, ResponsePart>,
{
    /// Serves `address`, a host or an IP address with a port, such as `[::]:80`;
    /// `handler` makes the handler of each request.
    #[must_use]
    pub fn new(address: impl Display, handler: F) -> HttpServer<F> {
        HttpServer::on([address], handler)
    }

    /// Serves all of these addresses; if there are none, nobody.
    #[must_use]
    pub fn on(addresses: impl IntoIterator<Item = impl Display>, handler: F) -> HttpServer<F> {
        let addresses = addresses.into_iter().map(|address| address.to_string());
        HttpServer::at(Places::Named(addresses.collect()), handler)
    }

    /// Serves on sockets on which the system listens already; if there are none, nobody.
    /// See [`TcpServer::serving`].
    #[must_use]
    pub fn serving(
        listeners: impl IntoIterator<Item = std::net::TcpListener>,
        handler: F,
    ) -> HttpServer<F> {
        HttpServer::at(Places::Open(listeners.into_iter().collect()), handler)
    }

    fn at(places: Places, handler: F) -> HttpServer<F> {
        HttpServer {
            bound: Outbox::unlinked(),
            faults: Outbox::unlinked(),
            places,
            handler,
            limit: 1024,
            head: 16 << 10,
            head_timeout: Duration::from_secs(30),
            body: 1 << 20,
            body_timeout: Duration::from_secs(30),
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}

/// Where it serves.
enum Places {
    /// At these addresses.
    Named(Vec<String>),
    /// On these sockets.
    Open(Vec<std::net::TcpListener>),
}

impl<F, P> Main for HttpServer<F>
where
    F: Fn(HttpRequest) -> P + Send + Sync + 'static,
    P: Stage<Bytes, ResponsePart>,
{
    async fn main(self) -> Outcome {
        let limits = HttpLimits {
            head: at_least_one("head", self.head)?,
            head_timeout: span("head_timeout", self.head_timeout)?,
            body: self.body,
            body_timeout: span("body_timeout", self.body_timeout)?,
        };
        let handler = Arc::new(self.handler);
        let mut told = PassThrough::new();
        let faults = told.inbox().address();
        let session = move |connection: &Connection| {
            HttpSession::new(connection.peer, handler.clone(), limits, faults.clone())
        };
        let server = match self.places {
            Places::Named(addresses) => TcpServer::on(addresses, session),
            Places::Open(listeners) => TcpServer::serving(listeners, session),
        };
        let server = server.limit(self.limit).read_until_protocol_ends();
        #[cfg(feature = "tls")]
        let server = match self.tls {
            Some(tls) => server.tls(tls),
            None => server,
        };
        graphline! {
            SERVE = server;
            TOLD  = told;

            SERVE.bound  -> self.bound;
            SERVE.faults -> TOLD -> self.faults;
        }
        .run()
        .await
    }
}
