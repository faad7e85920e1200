//! Servers and sockets. They run on tokio.
//!
//! Some that the original had are a part or a parameter of another here:
//!
//! | In the original | Here |
//! |---|---|
//! | `ServerCore`, `SimpleServer`, `ConnectedSocketAdapter` | [`TcpServer`], whose protocols may look at their [`Connection`] |
//! | `FastRestartServer`, `FastRestartSingleServer` | every server: a port can be used again at once |
//! | `Multicast_receiver`, `Multicast_sender`, `Multicast_transceiver` | [`Multicast`], with the boxes that are linked |
//! | `Selector` | tokio |
//! | `make_ssl` of `TCPClient` | [`TcpClient`] with [`tls`] from the first byte on, or in the middle: [`Hear`] and [`Say`] before and behind the protocol |
//! | `ThreadedTCPClient` | [`TcpClient`], which has its [`initial_send`](TcpClient::initial_send) |

mod accept;
mod bad_proxy_header;
mod connect_errors;
mod connection;
mod connections;
mod cut_short;
mod datagram;
#[cfg(feature = "dns")]
pub mod dns;
mod hear;
mod heard;
mod layer;
mod multicast;
mod postbox_peer;
mod proxy_header;
mod proxy_protocol;
mod say;
mod simple_peer;
mod single_server;
mod socket;
mod talk;
mod targetted_peer;
mod tcp_client;
mod tcp_close;
mod tcp_listener;
mod tcp_reader;
mod tcp_server;
mod tcp_session;
mod tcp_writer;
#[cfg(feature = "tls")]
pub mod tls;
mod udp;
mod udp_receiver;
mod udp_sender;
#[cfg(unix)]
mod unix_listener;
#[cfg(unix)]
mod unix_server;
#[cfg(unix)]
mod unix_socket;

pub use bad_proxy_header::BadProxyHeader;
pub use connect_errors::{CannotConnect, ConnectionLost};
pub use connection::{Connection, ConnectionFault, Untold};
pub use cut_short::CutShort;
pub use datagram::{CannotSend, Datagram};
pub use hear::Hear;
pub use heard::{Heard, Said, TlsSession};
pub use multicast::Multicast;
pub use postbox_peer::PostboxPeer;
pub use proxy_header::{ProxyHeader, ProxyVersion};
pub use proxy_protocol::ProxyProtocol;
pub use say::{CannotSecure, Say, plain};
pub use simple_peer::SimplePeer;
pub use single_server::SingleServer;
#[cfg(feature = "mail")]
pub(crate) use socket::Socket;
pub use targetted_peer::TargettedPeer;
pub use tcp_client::TcpClient;
#[cfg(feature = "mail")]
pub(crate) use tcp_client::connect;
pub use tcp_listener::{CannotListen, TcpListener};
pub use tcp_reader::TcpReader;
pub use tcp_server::TcpServer;
pub use tcp_writer::TcpWriter;
pub use udp_receiver::UdpReceiver;
pub use udp_sender::UdpSender;
#[cfg(unix)]
pub use unix_listener::{UnixConnection, UnixListener, UnixPeer};
#[cfg(unix)]
pub use unix_server::UnixServer;
#[cfg(unix)]
pub use unix_socket::{CannotServe, UnixSocket};
