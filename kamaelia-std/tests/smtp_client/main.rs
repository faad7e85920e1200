//! `SmtpClient`, with servers that follow a script, and with real ones.

mod asking;
mod bad_servers;
mod content;
mod kept;
mod lost;
mod opening;
mod pipelining;
#[path = "../common/port.rs"]
mod port;
mod proxy;
mod script;
#[cfg(feature = "tls")]
mod secured;
mod sink;
#[path = "../common/smtp_sink.rs"]
mod smtp_sink;
