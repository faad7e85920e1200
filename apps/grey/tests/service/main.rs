//! grey as a service of a system: it is told to read its settings again, and what starts
//! it opens its ports and says who it is to be.
#![cfg(unix)]

#[path = "../app/client.rs"]
mod client;
mod daemon;
mod reload;
mod reread;
#[path = "../kill/sink.rs"]
mod sink;
