use super::bad_pem::{BadPem, Pem};
use super::certificate::Certificate;
use super::rustls::ServerConfig;
use super::{HANDSHAKE_TIMEOUT, names, provider};
use std::fmt::{self, Debug, Formatter};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::TlsAcceptor;

/// How a server proves who it is: see [`TcpServer::tls`](crate::net::TcpServer::tls).
///
/// Its clones are one: what one of them [reloads](ServerTls::reload) all have.
#[derive(Clone)]
pub struct ServerTls {
    config: Arc<ServerConfig>,
    /// Where its certificate is from, if that is known.
    source: Option<Arc<Source>>,
    pub(super) handshake_timeout: Duration,
}

/// Two files, and what was read of them.
struct Source {
    certificate: PathBuf,
    key: PathBuf,
    current: Arc<Certificate>,
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
        let certificate = certificate.as_ref().to_owned();
        let key = key.as_ref().to_owned();
        let current = Arc::new(Certificate::read(&certificate, &key)?);
        let mut tls = ServerTls::of(current.clone())?;
        tls.source = Some(Arc::new(Source {
            certificate,
            key,
            current,
        }));
        Ok(tls)
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
        let certificate = Pem::of(certificate.as_ref());
        let key = Pem::of(key.as_ref());
        ServerTls::of(Arc::new(Certificate::of(&certificate, &key)?))
    }

    /// In a way of one's own: with certificates of clients, say.
    #[must_use]
    pub fn from_config(config: ServerConfig) -> ServerTls {
        ServerTls {
            config: Arc::new(config),
            source: None,
            handshake_timeout: HANDSHAKE_TIMEOUT,
        }
    }

    fn of(certificate: Arc<Certificate>) -> Result<ServerTls, BadPem> {
        let config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| BadPem::new("the certificate".to_owned(), error))?
            .with_no_client_auth()
            .with_cert_resolver(certificate);
        Ok(ServerTls::from_config(config))
    }

    /// Reads the certificate and the key anew from their files, which somebody has
    /// renewed. Handshakes that begin from now on are made with them; connections that
    /// there are go on.
    ///
    /// ```no_run
    /// # use kamaelia::prelude::*;
    /// use kamaelia_std::net::TcpServer;
    /// use kamaelia_std::net::tls::ServerTls;
    /// use kamaelia_std::util::PassThrough;
    /// # fn main() -> Outcome {
    /// let tls = ServerTls::from_files("certificate.pem", "key.pem")?;
    /// let server = TcpServer::new("[::]:1601", |_| PassThrough::new()).tls(tls.clone());
    /// // When it runs, and there is a new one:
    /// tls.reload()?;
    /// # drop(server);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`from_files`](ServerTls::from_files), and where it does not come from there;
    /// the certificate that it has stays.
    pub fn reload(&self) -> Result<(), BadPem> {
        let Some(source) = &self.source else {
            let why = "it was not read from a file, so it cannot be read again";
            return Err(BadPem::new("the certificate".to_owned(), why));
        };
        let renewed = Certificate::read(&source.certificate, &source.key)?;
        source.current.replace(renewed);
        Ok(())
    }

    /// The protocols that the server speaks, the best first, such as `h2`: a client
    /// that offers others alone is turned away (ALPN).
    #[must_use]
    pub fn alpn(mut self, protocols: impl IntoIterator<Item = impl Into<Vec<u8>>>) -> ServerTls {
        Arc::make_mut(&mut self.config).alpn_protocols = names(protocols);
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
        TlsAcceptor::from(self.config())
    }

    pub(super) fn config(&self) -> Arc<ServerConfig> {
        self.config.clone()
    }
}

impl Debug for ServerTls {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerTls").finish_non_exhaustive()
    }
}
