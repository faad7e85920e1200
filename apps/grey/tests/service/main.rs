//! grey as a service of a system: it is told to read its settings again, and what starts
//! it opens its ports and says who it is to be.
#![cfg(unix)]

mod activation;
#[path = "../app/client.rs"]
mod client;
mod daemon;
mod local;
#[path = "../peers/openssl.rs"]
mod openssl;
#[path = "../../../../kamaelia-std/tests/common/port.rs"]
mod port;
#[path = "../peers/postfix.rs"]
mod postfix;
mod privileges;
#[path = "../peers/program.rs"]
mod program;
mod reload;
mod reread;
mod sandbox;
#[path = "../kill/sink.rs"]
mod sink;
mod units;
