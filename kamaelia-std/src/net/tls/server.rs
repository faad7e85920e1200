use super::bad_pem::{BadPem, Pem};
use super::rustls::ServerConfig;
use super::{HANDSHAKE_TIMEOUT, names, provider};
use std::fmt::{self, Debug, Formatter};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::TlsAcceptor;

/// How a server proves who it is: see [`TcpServer::tls`](crate::net::TcpServer::tls).
#[derive(Clone)]
pub struct ServerTls {
    config: ServerConfig,
    pub(super) handshake_timeout: Duration,
}

impl ServerTls {
    /// With the certificate in one file of PEM, after it those that it is signed with,
    /// and its private key in another.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, that has no such thing in it, or a key that does
    /// not belong to the certificate; the error names the file.
    pub fn from_files(
        certificate: impl AsRef<Path>,
        key: impl AsRef<Path>,
    ) -> Result<ServerTls, BadPem> {
        let certificate = Pem::read("certificate", certificate.as_ref())?;
        let key = Pem::read("private key", key.as_ref())?;
        ServerTls::of(&certificate, &key)
    }

    /// The same with the bytes of such files.
    ///
    /// # Errors
    ///
    /// As [`from_files`](ServerTls::from_files).
    pub fn from_pem(
        certificate: impl AsRef<[u8]>,
        key: impl AsRef<[u8]>,
    ) -> Result<ServerTls, BadPem> {
        ServerTls::of(&Pem::of(certificate.as_ref()), &Pem::of(key.as_ref()))
    }

    /// In a way of one's own: with certificates of clients, say.
    #[must_use]
    pub fn from_config(config: ServerConfig) -> ServerTls {
        ServerTls {
            config,
            handshake_timeout: HANDSHAKE_TIMEOUT,
        }
    }

    fn of(certificate: &Pem<'_>, key: &Pem<'_>) -> Result<ServerTls, BadPem> {
        let certificates = certificate.certificates("certificate")?;
        let secret = key.key("private key")?;
        let config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .and_then(|config| {
                let config = config.with_no_client_auth();
                config.with_single_cert(certificates, secret)
            })
            .map_err(|error| key.bad("private key", error))?;
        Ok(ServerTls::from_config(config))
    }

    /// The protocols that the server speaks, the best first, such as `h2`: a client
    /// that offers others alone is turned away (ALPN).
    #[must_use]
    pub fn alpn(mut self, protocols: impl IntoIterator<Item = impl Into<Vec<u8>>>) -> ServerTls {
        self.config.alpn_protocols = names(protocols);
        self
    }

    /// How long a client may take for its part of the handshake:
    /// [`HANDSHAKE_TIMEOUT`], if not said otherwise. Then the connection is given up,
    /// which is a fault of its own.
    #[must_use]
    pub fn handshake_timeout(mut self, timeout: Duration) -> ServerTls {
        self.handshake_timeout = timeout;
        self
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::new(self.config.clone()))
    }
}

impl Debug for ServerTls {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerTls").finish_non_exhaustive()
    }
}
