//! Components for [`kamaelia`].
#[cfg(feature = "io")]
pub mod io;
#[cfg(feature = "net")]
pub mod net;
pub mod util;
