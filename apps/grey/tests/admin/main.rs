//! What an administrator asks grey, the program, while it is at work.
#![cfg(unix)]

mod changes;
mod daemon;
#[path = "../../../../kamaelia-std/tests/common/dnsmasq.rs"]
mod dnsmasq;
mod load;
#[path = "../peers/program.rs"]
mod program;
mod protocol;
mod socket;
mod why;
