//! Several mail exchangers that remember together, in a real PostgreSQL: who has passed at
//! one of them passes at the others, whichever of all of them is killed.
#![cfg(unix)]

mod admin;
mod asker;
mod daemon;
mod killed;
mod outage;
mod passes;
#[path = "../../../../kamaelia-std/tests/common/port.rs"]
mod port;
#[path = "../../../../kamaelia-std/tests/common/postgres.rs"]
mod postgres;
#[path = "../peers/program.rs"]
mod program;
#[path = "../kill/sink.rs"]
mod sink;
