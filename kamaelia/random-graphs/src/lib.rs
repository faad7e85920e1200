//! A hundred graphs without a pattern, run to their ends and stopped at random
//! moments, with books that have to balance.
//!
//! The generator in `generator/` writes the graphs as [`graphline!`] programs,
//! the same in every build, and beside each a [`Plan`]: what it is made of, and
//! which linkage leads from whom to whom. The components are the ones of
//! [`parts`]. Each of their messages carries an id, and a [`World`] notes every
//! send that returned `Ok` and every message that was received. At the end
//! [`check::balance`] holds that against what the graph reports of its linkages.
//!
//! [`graphline!`]: kamaelia::graphline

pub mod check;
mod ledger;
mod parcel;
mod part;
pub mod parts;
pub mod plan;
mod trapped;
mod world;

pub use parcel::{At, Parcel, marked};
pub use part::Part;
pub use plan::Plan;
pub use trapped::{Trap, Trapped};
pub use world::{Conduct, World};
