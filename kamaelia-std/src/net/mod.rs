//! Servers and sockets. They run on tokio.

mod connection;
mod connections;
mod cut_short;
mod tcp_close;
mod tcp_listener;
mod tcp_reader;
mod tcp_server;
mod tcp_session;
mod tcp_writer;

pub use connection::{Connection, ConnectionFault, Untold};
pub use cut_short::CutShort;
pub use tcp_listener::{CannotListen, TcpListener};
pub use tcp_reader::TcpReader;
pub use tcp_server::TcpServer;
pub use tcp_writer::TcpWriter;
