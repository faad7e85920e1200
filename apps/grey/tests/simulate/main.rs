//! `grey simulate`: what is replayed is what was decided.
#![cfg(unix)]

#[path = "../peers/grey.rs"]
mod grey;
mod load;
mod logs;
#[path = "../../../../kamaelia-std/tests/common/port.rs"]
mod port;
mod run;
