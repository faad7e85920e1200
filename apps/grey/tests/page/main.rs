//! The page that shows how grey is: its metrics, who may look, and a browser that does.

mod access;
mod browser;
mod daemon;
mod exposition;
mod load;
mod metrics;
#[path = "../../../../kamaelia-std/tests/common/port.rs"]
mod port;
#[path = "../peers/program.rs"]
mod program;
