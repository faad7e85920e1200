//! Components for [`kamaelia`]: sources, sinks, flow control, lines, files,
//! programs, the console and the network. New here? There is a
//! [`tutorial`] in five steps.
//!
//! | Component | Receives | Sends | What for |
//! |---|---|---|---|
//! | [`Assert`](util::Assert) | `bool` | | tests: checks that all is true |
//! | [`Collate`](util::Collate) | `T` | `Vec<T>` | everything that came, as one list at the end |
//! | [`Comparator`](util::Comparator) | `A`, `B` | `bool` | compares two streams, message by message |
//! | [`DataSource`](util::DataSource) | | `T` | the messages of an iterator |
//! | [`Expect`](util::Expect) | `T` | | tests: checks what arrives |
//! | [`Filter`](util::Filter) | `T` | `T` | chooses messages by a function |
//! | [`FlatMap`](util::FlatMap) | `T` | `U` | converts messages by a function: to none, one or many |
//! | [`LineSplit`](util::LineSplit) | `Bytes` | `String`, [`LineError`](util::LineError) | cuts a stream into lines |
//! | [`Map`](util::Map) | `T` | `U` | converts messages by a function |
//! | [`Max`](util::Max) | `Vec<T>` | `T` | the largest of each list |
//! | [`NullSink`](util::NullSink) | `T` | | swallows everything |
//! | [`OneShot`](util::OneShot) | | `T` | one message, at once or after a while |
//! | [`PassThrough`](util::PassThrough) | `T` | `T` | a joint, where linkages meet and part |
//! | [`RangeFilter`](util::RangeFilter) | `T` | `T` | chooses messages whose key lies in a range |
//! | [`Sort`](util::Sort) | `T` | `T` | everything that came, in order, at the end |
//! | [`TagWithSequenceNumber`](util::TagWithSequenceNumber) | `T` | [`Seq<T>`](types::Seq) | numbers messages |
//! | [`Take`](util::Take) | `T` | `T` | the first few messages |
//! | [`Tick`](util::Tick) | | `()` | a clock: a message at regular intervals |
//! | [`TriggeredOneShot`](util::TriggeredOneShot) | `T` | `U` | one message, when anything comes |
//! | [`TryMap`](util::TryMap) | `T` | `U`, `E` | converts messages by a function that may fail |
//! | [`UnseenOnly`](util::UnseenOnly) | `T` | `T` | drops what has come before |
//! | [`Watchdog`](util::Watchdog) | `T` | `T`, `TimedOut` | an alarm when nothing has come for a while |
//! | [`Balancer`](flow::Balancer) | `T` | `T`, ... | deals messages out to workers |
//! | [`ByteRateRequest`](flow::ByteRateRequest) | [`Rate`](types::Rate) | [`Amount`](types::Amount) | asks a source for so much at a time that the whole follows a rate |
//! | [`Chooser`](flow::Chooser) | [`Step`](types::Step) | `T` | walks through a list, both ways |
//! | [`Chunkifier`](flow::Chunkifier) | `Bytes` | `Bytes` | cuts a stream into chunks of one size |
//! | [`ChunkNamer`](flow::ChunkNamer) | `Bytes` | [`FileJob`](types::FileJob) | names chunks, each for a file of its own |
//! | [`DictChooser`](flow::DictChooser) | `K`, `HashMap<K, Vec<T>>` | `T` | sends what stands under a key |
//! | [`FilterTag`](flow::FilterTag) | [`Tagged<K, T>`](types::Tagged) | `T` | drops one's own messages, and takes the tag off the others |
//! | [`ForwardIteratingChooser`](flow::ForwardIteratingChooser) | [`ForwardStep`](types::ForwardStep) | `T` | walks forwards through any iterator |
//! | [`IdleTimeout`](flow::IdleTimeout) | `T` | `T` | ends when nothing has come for a while |
//! | [`LossyConnector`](flow::LossyConnector) | `T` | `T`, `T` | drops what finds no room |
//! | [`MessageRateLimit`](flow::MessageRateLimit) | `T` | `T` | lets messages out no faster than a rate |
//! | [`Partition`](flow::Partition) | `T` | `T`, `T` | parts messages in two by a function |
//! | [`PromptedTurnstile`](flow::PromptedTurnstile) | `T`, `R` | `T` | lets one message out for each request |
//! | [`RateChunker`](flow::RateChunker) | `Bytes` | `Bytes` | cuts a stream of a constant rate, so many chunks for each second |
//! | [`Router`](flow::Router) | `T` | `T`, ... | sends each message wherever a rule fits |
//! | [`Sync`](flow::Sync) | `T` | `T` | one message for every few that came |
//! | [`Tag`](flow::Tag) | `T` | [`Tagged<K, T>`](types::Tagged) | puts a tag on messages |
//! | [`ConsoleEchoer`](io::ConsoleEchoer) | `T` | `T` | prints each message |
//! | [`ConsoleReader`](io::ConsoleReader) | | `String`, [`LineError`](util::LineError) | the lines of standard input |
//! | [`AsyncReadSource`](io::AsyncReadSource) | | `Bytes` | what comes from anything that tokio can read |
//! | [`AsyncWriteSink`](io::AsyncWriteSink) | `Bytes` | | writes to anything that tokio can write to |
//! | [`ChildProcess`](io::ChildProcess) | `Bytes` | `Bytes`, `Bytes`, `ExitStatus` | runs a program |
//! | [`DirectoryWatch`](io::DirectoryWatch) | | [`DirectoryEvent`](io::DirectoryEvent) | what comes, changes and goes in a folder |
//! | [`FileReader`](io::FileReader) | | `Bytes` | what is in a file |
//! | [`FileLines`](io::FileLines) | | `String`, [`LineError`](util::LineError) | the lines of a file |
//! | [`FileWriter`](io::FileWriter) | `Bytes` | `Bytes` | writes all to one file |
//! | [`PromptedFileReader`](io::PromptedFileReader) | [`Amount`](types::Amount) | `Bytes` | as much of a file as it is asked for |
//! | [`PromptedFileLines`](io::PromptedFileLines) | [`Amount`](types::Amount) | `String`, [`LineError`](util::LineError) | as many lines of a file as it is asked for |
//! | [`RateControlledFileReader`](io::RateControlledFileReader) | | `Bytes` | what is in a file, at a rate |
//! | [`TriggeredFileReader`](io::TriggeredFileReader) | `PathBuf` | `Bytes`, [`FileError`](io::FileError) | each file whose name it gets, as one message |
//! | [`WholeFileWriter`](io::WholeFileWriter) | [`FileJob`](types::FileJob) | `PathBuf`, [`FileError`](io::FileError) | a file for each message |
//! | [`Hear`](net::Hear) | `Bytes` | [`Heard`](net::Heard) | what a peer says whose connection may be secured |
//! | [`Multicast`](net::Multicast) | `Bytes` | [`Datagram`](net::Datagram), [`CannotSend`](net::CannotSend) | speaks and listens to a multicast group |
//! | [`PostboxPeer`](net::PostboxPeer) | [`Datagram`](net::Datagram) | [`Datagram`](net::Datagram), [`CannotSend`](net::CannotSend) | sends each datagram to its own receiver, and receives |
//! | [`ProxyProtocol`](net::ProxyProtocol) | `Bytes` | `Bytes`, [`ProxyHeader`](net::ProxyHeader) | takes the header of a balancer off a connection |
//! | [`Resolver`](net::dns::Resolver) | [`DnsRequest`](net::dns::DnsRequest) | [`DnsAnswer`](net::dns::DnsAnswer), [`DnsError`](net::dns::DnsError) | answers questions to the domain name system |
//! | [`Say`](net::Say) | [`Said`](net::Said) | `Bytes` | what is said to such a peer, and that it be secured |
//! | [`SimplePeer`](net::SimplePeer) | `Bytes` | [`Datagram`](net::Datagram), [`CannotSend`](net::CannotSend) | sends datagrams to one receiver, and receives |
//! | [`SingleServer`](net::SingleServer) | `Bytes` | `Bytes`, `SocketAddr` | serves one connection, by its own boxes |
//! | [`TargettedPeer`](net::TargettedPeer) | `Bytes`, `SocketAddr` | [`Datagram`](net::Datagram), [`CannotSend`](net::CannotSend) | sends datagrams to a receiver that may change, and receives |
//! | [`TcpClient`](net::TcpClient) | `Bytes` | `Bytes`, `SocketAddr` | connects, and carries bytes both ways |
//! | [`TcpListener`](net::TcpListener) | | [`Connection`](net::Connection), `SocketAddr` | takes connections |
//! | [`TcpReader`](net::TcpReader) | | `Bytes` | what arrives on a connection |
//! | [`TcpServer`](net::TcpServer) | | `SocketAddr`, [`ConnectionFault`](net::ConnectionFault) | serves each connection by a protocol |
//! | [`TcpWriter`](net::TcpWriter) | `Bytes` | | writes to a connection |
//! | [`UdpReceiver`](net::UdpReceiver) | | [`Datagram`](net::Datagram) | receives datagrams |
//! | [`UdpSender`](net::UdpSender) | `Bytes` | [`CannotSend`](net::CannotSend) | sends datagrams to one receiver |
//! | `UnixListener` | | `UnixConnection`, `PathBuf` | takes connections of programs of the same machine |
//! | `UnixServer` | | `PathBuf`, [`ConnectionFault`](net::ConnectionFault) | serves each of them by a protocol |
//! | `chat::smtp::SmtpServer` | [`Heard`](net::Heard), `Reply` | [`Said`](net::Said), `Ask` | the server's side of SMTP |
//! | [`HttpServer`](web::HttpServer) | | `SocketAddr`, [`ConnectionFault`](net::ConnectionFault) | serves each request by a component |
//! | [`Table`](data::Table) | [`TableRequest`](data::TableRequest) | | keeps entries in a file, and changes several in one step |
//! | `data::PostgresTable` | [`TableRequest`](data::TableRequest) | `PostgresNews` | the same in a database that several share |
//! | [`SmtpKeeper`](chat::smtp::SmtpKeeper) | | | closes connections to mail servers that nobody has used again |
//! | [`SmtpClient`](chat::smtp::SmtpClient) | [`Ask`](chat::smtp::Ask) | [`Reply`](chat::smtp::Reply), [`Extensions`](chat::smtp::Extensions), [`SmtpTrouble`](chat::smtp::SmtpTrouble) | speaks to a mail server |
//!
//! What several components have to know together is in a [`Store`](shared::Store);
//! what is to outlive the program in a [`Table`](data::Table).
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
//! | | [`util`], [`flow`], [`shared`], [`types`] | nothing but an executor |
//! | `io`, on | [`io`] | a tokio runtime with I/O |
//! | `net`, on | [`net`] | a tokio runtime with I/O and time |
//! | `tls` | TLS in [`net`] | the same, and a C compiler for the cryptography |
//! | `mail` | [`chat`] | the same as `net` |
//! | `http` | [`web`] | the same as `net` |
//! | `dns` | [`net::dns`] | the same as `net` |
//! | `spf` | `spf` in [`chat::smtp`] | the same as `net` |
//! | `table` | [`data`] | threads, and a C compiler for SQLite |
//! | `postgres` | `PostgresTable` in [`data`] | the same as `table` and `tls`, and a PostgreSQL |

mod bad_parameter;
#[cfg(feature = "mail")]
pub mod chat;
#[cfg(feature = "table")]
pub mod data;
pub mod flow;
#[cfg(feature = "io")]
pub mod io;
#[cfg(feature = "net")]
pub mod net;
pub mod shared;
#[cfg(all(feature = "io", feature = "net"))]
pub mod tutorial;
pub mod types;
pub mod util;
mod wait;
#[cfg(feature = "http")]
pub mod web;

pub use bad_parameter::BadParameter;

// The README's graph has to compile; it lies outside the package.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
