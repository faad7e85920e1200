//! What threads share: the atomics of the machine, or those of a model checker.
//!
//! The linkages, `raw` and the places of their owners take all of it from here, so that
//! the models (see `link/models.rs`) check these very files, not a copy.

#[cfg(not(all(test, kamaelia_loom)))]
mod machine;
#[cfg(all(test, kamaelia_loom))]
mod modelled;
#[cfg(all(test, kamaelia_loom))]
pub(crate) mod weaken;

#[cfg(not(all(test, kamaelia_loom)))]
pub(crate) use machine::*;
#[cfg(all(test, kamaelia_loom))]
pub(crate) use modelled::*;
pub(crate) use std::sync::atomic::Ordering;
