//! Greylisting for mail: what `grey`, the program, is made of.
//!
//! | | |
//! |---|---|
//! | [`policy`] | who is asked to come back later: pure decisions |
//! | [`Judge`] | the component that decides, and looks up what that needs |
//! | [`config`] | the settings, as a file and as an environment |
//! | [`admin`] | what an administrator asks a running server |
//! | [`simulate`] | what other settings would have made of what was logged |
//! | [`commands`] | the command line, and what the program does besides taking mail |
//! | [`movein`], [`foreign`] | what is taken over from other programs, and their databases |
//! | [`gate`] | where mail is held up or let through |
//! | [`Visit`] | what happens in one connection |
//! | [`Reception`] | what all of them have in common |
//! | [`start`] | ports that are opened, and rights that are given up |
//! | [`Systemd`] | what systemd is told |
//! | [`Terms`], [`Reload`], [`HangUp`] | settings that change while it runs |
//! | [`Store`] | where is remembered who has passed |
//! | [`Probe`], [`Prune`], [`Renew`], [`Disk`] | what is done every now and then |
//! | [`log`] | what is written of all this, and in which form |
//! | [`Traces`] | by what all that is written of one connection is found |
//! | [`page`] | how it is, for people and for Prometheus |
//! | [`postfix`] | the protocol in which Postfix asks for a decision |

mod clock;
mod counters;
mod disk;
mod hang_up;
mod judge;
mod probe;
mod prune;
mod reception;
mod reload;
mod renew;
mod store;
mod systemd;
mod terms;
mod traces;
mod visit;

pub mod admin;
pub mod commands;
pub mod config;
pub mod foreign;
pub mod gate;
pub mod log;
pub mod movein;
pub mod page;
pub mod policy;
pub mod postfix;
pub mod simulate;
pub mod start;

pub use clock::Clock;
pub use counters::Counters;
pub use disk::Disk;
pub use hang_up::HangUp;
pub use judge::Judge;
pub use probe::{Look, Probe, look_behind};
pub use prune::Prune;
pub use reception::Reception;
pub use reload::Reload;
pub use renew::Renew;
pub use start::{Doors, LocalDoors, Start};
pub use store::Store;
pub use systemd::{Life, Systemd};
pub use terms::Terms;
pub use traces::{Peer, Trace, Traces};
pub use visit::Visit;
