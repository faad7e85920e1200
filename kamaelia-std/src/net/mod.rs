//! Servers and sockets. They run on tokio.

mod connection;
mod connections;
mod tcp_close;
mod tcp_listener;
mod tcp_reader;
mod tcp_server;
mod tcp_session;
mod tcp_writer;
mod whole_reader;

pub use connection::{Connection, ConnectionFault, Untold};
pub use tcp_listener::{CannotListen, TcpListener};
pub use tcp_reader::TcpReader;
pub use tcp_server::TcpServer;
pub use tcp_writer::TcpWriter;
pub use whole_reader::CutShort;
