//! grey, the program, between mail programs that others have written.
#![cfg(unix)]

mod bad_backends;
mod between;
mod client;
mod daemon;
mod drain;
mod kept;
mod offers;
#[path = "../peers/openssl.rs"]
mod openssl;
#[path = "../../../../kamaelia-std/tests/common/port.rs"]
mod port;
#[path = "../peers/postfix.rs"]
mod postfix;
#[path = "../peers/program.rs"]
mod program;
mod sources;
