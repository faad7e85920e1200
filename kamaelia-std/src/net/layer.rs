//! What may lie between a protocol and its connection.

use super::TlsSession;
use bytes::Bytes;
use kamaelia::Stop;
use std::time::Duration;
use tokio::sync::Notify;

/// A way to secure a connection in the middle, for who hears and who says.
pub(super) trait Layer: Send + Sync {
    /// The connection is to be secured from here on; gives how long that may take.
    fn start(&self) -> Result<Duration, Stop>;

    /// It has taken longer.
    fn too_late(&self) -> Stop;

    /// What lies in bytes from the network.
    fn open(&self, bytes: Bytes) -> Result<Opened, Stop>;

    /// What is to go to the network for these bytes.
    fn seal(&self, bytes: Bytes) -> Bytes;

    /// What is to go to the network because of what came from there; `changed` tells
    /// that there is something.
    fn answer(&self) -> Bytes;

    /// What is to go to the network when nothing more is said.
    fn finish(&self) -> Bytes;

    /// Whether what was started is done.
    fn is_secured(&self) -> bool;

    fn changed(&self) -> &Notify;
}

/// What lies in some bytes.
#[derive(Default)]
pub(super) struct Opened {
    /// The connection is secured.
    pub(super) secured: Option<TlsSession>,
    /// What the peer has said behind that.
    pub(super) bytes: Bytes,
    /// The peer has told that this was all.
    pub(super) is_over: bool,
}
