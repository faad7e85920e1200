use crate::config::{BackendTls, Config};
use crate::policy::{Allowing, Policy, Secret};
use kamaelia::Stop;
use kamaelia_std::chat::smtp::SmtpConnections;
use kamaelia_std::net::tls::{ClientTls, ServerTls};
use std::sync::Arc;

/// The settings, with what they name: a policy and certificates. Others may take their
/// place while the program runs; whoever has begun by these goes on by them.
#[derive(Debug)]
pub struct Terms {
    config: Config,
    policy: Arc<Policy>,
    server_tls: Option<ServerTls>,
    backend_tls: Option<ClientTls>,
    connections: SmtpConnections,
}

impl Terms {
    /// By these settings.
    ///
    /// # Errors
    ///
    /// A certificate that cannot be used, or no randomness to be had from the system.
    pub fn new(config: Config) -> Result<Terms, Stop> {
        let files = config.tls.files();
        let server_tls = files.map(|(certificate, key)| ServerTls::from_files(certificate, key));
        let roots = &config.backend.roots;
        let backend_tls = match config.backend.tls {
            BackendTls::Never => None,
            BackendTls::Always if roots.as_os_str().is_empty() => Some(ClientTls::of_the_web()?),
            BackendTls::Always => Some(ClientTls::trusting_file(roots)?),
        };
        let policy = Policy::new(config.settings(), Secret::random()?);
        Ok(Terms {
            policy: Arc::new(policy),
            server_tls: server_tls.transpose()?,
            backend_tls,
            connections: SmtpConnections::new(config.backend.keep),
            config,
        })
    }

    /// The same, and whom an administrator lets through besides.
    #[must_use]
    pub fn with(self, allowing: Allowing) -> Terms {
        let policy = Arc::unwrap_or_clone(self.policy).with(allowing);
        Terms {
            policy: Arc::new(policy),
            ..self
        }
    }

    /// The same for who has had terms before, with the connections to the server behind in
    /// the same hands.
    #[must_use]
    pub fn after(self, before: &Terms) -> Terms {
        let keep = self.config.backend.keep;
        Terms {
            connections: before.connections.of_another_server(keep),
            ..self
        }
    }

    /// Connections to the server behind that wait for the next client.
    #[must_use]
    pub fn connections(&self) -> &SmtpConnections {
        &self.connections
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Who decides by them.
    #[must_use]
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// The certificate, which can be read again.
    #[must_use]
    pub fn tls(&self) -> Option<&ServerTls> {
        self.server_tls.as_ref()
    }

    /// How the server behind proves who it is, if it is asked to.
    #[must_use]
    pub fn backend_tls(&self) -> Option<&ClientTls> {
        self.backend_tls.as_ref()
    }
}
