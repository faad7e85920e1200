//! Graphs and stages as the code around them sees them: from tasks and from plain
//! threads, with a runtime and without one. Cases 289 to 296.

mod background;
#[path = "../common/mod.rs"]
mod common;
mod cores;
mod runtimes;
mod waits;
