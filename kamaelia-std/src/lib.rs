//! Components for [`kamaelia`]: sources, sinks, lines, files, the console and
//! TCP.
//!
//! | Component | Receives | Sends | What for |
//! |---|---|---|---|
//! | [`DataSource`](util::DataSource) | | `T` | the messages of an iterator |
//! | [`Expect`](util::Expect) | `T` | | tests: checks what arrives |
//! | [`Filter`](util::Filter) | `T` | `T` | chooses messages by a function |
//! | [`LineSplit`](util::LineSplit) | `Bytes` | `String`, [`LineError`](util::LineError) | cuts a stream into lines |
//! | [`Map`](util::Map) | `T` | `U` | converts messages by a function |
//! | [`NullSink`](util::NullSink) | `T` | | swallows everything |
//! | [`ConsoleEchoer`](io::ConsoleEchoer) | `T: Display` | `T` | prints each message |
//! | [`ConsoleReader`](io::ConsoleReader) | | `String`, [`LineError`](util::LineError) | the lines of standard input |
//! | [`FileReader`](io::FileReader) | | `Bytes` | what is in a file |
//! | [`FileLines`](io::FileLines) | | `String`, [`LineError`](util::LineError) | the lines of a file |
//! | [`TcpListener`](net::TcpListener) | | [`Connection`](net::Connection), `SocketAddr` | takes connections |
//! | [`TcpReader`](net::TcpReader) | | `Bytes` | what arrives on a connection |
//! | [`TcpServer`](net::TcpServer) | | `SocketAddr`, [`ConnectionFault`](net::ConnectionFault) | serves each connection by a protocol |
//! | [`TcpWriter`](net::TcpWriter) | `Bytes` | | writes to a connection |
//!
//! `Bytes` are those of the crate [`bytes`]: to pass them on, or a part of
//! them, costs no copy.
//!
//! ```
//! use kamaelia::prelude::*;
//! use kamaelia_std::util::{DataSource, Expect, LineSplit, Map};
//!
//! # futures::executor::block_on(async {
//! graphline! {
//!     BYTES = DataSource::new(["hello\nwo", "rld\n"].map(bytes::Bytes::from));
//!     LINES = LineSplit::new();
//!     SHOUT = Map::new(|line: String| line.to_uppercase());
//!     CHECK = Expect::new(["HELLO", "WORLD"].map(String::from));
//!
//!     BYTES -> LINES -> SHOUT -> CHECK;
//! }
//! .run()
//! .await
//! # }).unwrap();
//! ```
//!
//! # Features
//!
//! | Feature | | Needs |
//! |---|---|---|
//! | | [`util`] | nothing but an executor |
//! | `io`, on | [`io`] | a tokio runtime with I/O |
//! | `net`, on | [`net`] | a tokio runtime with I/O and time |

mod bad_parameter;
pub mod flow;
#[cfg(feature = "io")]
pub mod io;
#[cfg(feature = "net")]
pub mod net;
pub mod types;
pub mod util;
mod wait;

pub use bad_parameter::BadParameter;

// The README's graph has to compile; it lies outside the package.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
