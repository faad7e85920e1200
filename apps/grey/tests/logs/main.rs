//! What grey, the program, writes of what it does.
#![cfg(unix)]

mod files;
mod forms;
#[path = "../peers/grey.rs"]
mod grey;
#[path = "../../../../kamaelia-std/tests/common/port.rs"]
mod port;
#[path = "../peers/postfix.rs"]
mod postfix;
mod shadow;
mod traces;
