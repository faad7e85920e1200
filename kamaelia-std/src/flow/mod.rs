//! How fast messages go, in what pieces, and which way.

mod idle_timeout;

pub use idle_timeout::{IdleTimeout, OnIdle};
