//! Moving in: what is taken over from programs that did this work before.
//!
//! | | |
//! |---|---|
//! | [`postgrey`] | the databases of postgrey |
//! | [`original`] | those of the original Kamaelia Grey |
//! | [`greylist_conf`] | the settings of that |
//! | [`adopt`] | what they have, in one step, to what is remembered here |

mod adopt;
mod found;
pub mod greylist_conf;
pub mod original;
pub mod postgrey;

pub use adopt::{AdoptError, Tally, adopt, would_adopt};
pub use found::{Database, Found};
