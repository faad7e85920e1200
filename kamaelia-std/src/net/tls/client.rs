use super::bad_pem::{BadPem, Pem};
use super::rustls::pki_types::ServerName;
use super::rustls::{ClientConfig, RootCertStore};
use super::{HANDSHAKE_TIMEOUT, names, provider};
use std::fmt::{self, Debug, Formatter};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::TlsConnector;

/// Whom a client trusts: see [`TcpClient::tls`](crate::net::TcpClient::tls).
#[derive(Clone)]
pub struct ClientTls {
    config: Arc<ClientConfig>,
    server_name: Option<String>,
    pub(super) handshake_timeout: Duration,
}

impl ClientTls {
    /// Whoever a browser trusts: those whose roots Mozilla has in its list.
    ///
    /// # Errors
    ///
    /// None with the cryptography that is built in.
    pub fn of_the_web() -> Result<ClientTls, BadPem> {
        let roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        ClientTls::with_roots(roots, &Pem::of(b""))
    }

    /// Those whose certificates these sign, which are in a file of PEM, and nobody
    /// else; also a server with just such a certificate.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or that has no certificate in it; the error names
    /// the file.
    pub fn trusting_file(roots: impl AsRef<Path>) -> Result<ClientTls, BadPem> {
        ClientTls::trusting(&Pem::read("root certificate", roots.as_ref())?)
    }

    /// The same with the bytes of such a file.
    ///
    /// # Errors
    ///
    /// As [`trusting_file`](ClientTls::trusting_file).
    pub fn trusting_pem(roots: impl AsRef<[u8]>) -> Result<ClientTls, BadPem> {
        ClientTls::trusting(&Pem::of(roots.as_ref()))
    }

    /// In a way of one's own: with a certificate of the client, say.
    #[must_use]
    pub fn from_config(config: ClientConfig) -> ClientTls {
        ClientTls {
            config: Arc::new(config),
            server_name: None,
            handshake_timeout: HANDSHAKE_TIMEOUT,
        }
    }

    fn trusting(pem: &Pem<'_>) -> Result<ClientTls, BadPem> {
        let mut roots = RootCertStore::empty();
        for certificate in pem.certificates("root certificate")? {
            let added = roots.add(certificate);
            added.map_err(|error| pem.bad("root certificate", error))?;
        }
        ClientTls::with_roots(roots, pem)
    }

    fn with_roots(roots: RootCertStore, pem: &Pem<'_>) -> Result<ClientTls, BadPem> {
        let config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| pem.bad("root certificate", error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(ClientTls::from_config(config))
    }

    /// The name that the server's certificate is to be for: the host of the address,
    /// if not said otherwise.
    #[must_use]
    pub fn server_name(mut self, name: impl Into<String>) -> ClientTls {
        self.server_name = Some(name.into());
        self
    }

    /// The protocols that the client speaks, the best first, such as `h2` (ALPN).
    #[must_use]
    pub fn alpn(mut self, protocols: impl IntoIterator<Item = impl Into<Vec<u8>>>) -> ClientTls {
        Arc::make_mut(&mut self.config).alpn_protocols = names(protocols);
        self
    }

    /// How long the server may take for its part of the handshake:
    /// [`HANDSHAKE_TIMEOUT`], if not said otherwise.
    #[must_use]
    pub fn handshake_timeout(mut self, timeout: Duration) -> ClientTls {
        self.handshake_timeout = timeout;
        self
    }

    pub(crate) fn connector(&self) -> TlsConnector {
        TlsConnector::from(self.config())
    }

    pub(super) fn config(&self) -> Arc<ClientConfig> {
        self.config.clone()
    }

    /// Whom the server at this address has to be.
    pub(super) fn name(&self, address: &str) -> io::Result<ServerName<'static>> {
        let name = match &self.server_name {
            Some(name) => name,
            None => host(address),
        };
        ServerName::try_from(name.to_owned()).map_err(|_| {
            let text = format!("`{name}` is no name that a server may have; say its `server_name`");
            io::Error::new(ErrorKind::InvalidData, text)
        })
    }
}

/// The host of an address such as `[::1]:443`.
fn host(address: &str) -> &str {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    bare.unwrap_or(host)
}

impl Debug for ClientTls {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientTls").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn the_host_of_an_address_is_what_stands_before_the_port() {
        assert_eq!(host("localhost:443"), "localhost");
        assert_eq!(host("127.0.0.1:443"), "127.0.0.1");
        assert_eq!(host("[::1]:443"), "::1");
    }
}
