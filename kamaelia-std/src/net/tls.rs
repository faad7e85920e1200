//! TLS, for servers and clients of TCP.
//!
//! The work is done by [`rustls`], with the cryptography of `ring`: TLS 1.2 and 1.3.

mod bad_pem;
mod certificate;
mod client;
mod handshake;
mod secured;
mod server;
mod start_tls;

pub use bad_pem::BadPem;
pub use client::ClientTls;
pub use handshake::HandshakeFailed;
pub(crate) use handshake::as_client;
pub(super) use handshake::as_server;
pub(crate) use secured::Secured;
pub use server::ServerTls;
pub use start_tls::{start_tls, start_tls_as_client};
pub use tokio_rustls::rustls;

use rustls::crypto::{CryptoProvider, ring};
use std::sync::Arc;
use std::time::Duration;

/// How long a peer may take for its part of a handshake where nobody says otherwise:
/// ten seconds.
pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// Names of protocols, as they are offered.
fn names(protocols: impl IntoIterator<Item = impl Into<Vec<u8>>>) -> Vec<Vec<u8>> {
    protocols.into_iter().map(Into::into).collect()
}
