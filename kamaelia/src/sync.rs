//! What threads share: the atomics of the machine and what is built of them, or
//! those of a model checker.
//!
//! The linkages and the places of their owners take all of it from here, so that
//! the models (see `link/models.rs`) check these very files, not a copy.

#[cfg(not(all(test, kamaelia_loom)))]
mod machine;
#[cfg(all(test, kamaelia_loom))]
mod modelled;
mod once_box;
mod set_once;
#[cfg(all(test, kamaelia_loom))]
pub(crate) mod weaken;

#[cfg(not(all(test, kamaelia_loom)))]
pub(crate) use machine::*;
#[cfg(all(test, kamaelia_loom))]
pub(crate) use modelled::*;
pub(crate) use once_box::OnceBox;
pub(crate) use set_once::SetOnce;
pub(crate) use std::sync::atomic::Ordering;
