use crate::config::{BackendTls, ClientAddress, Config};
use crate::gate::Doorkeeper;
use crate::policy::{Judgement, Policy, Secret};
use crate::{Clock, Counters, Judge, Visit};
use kamaelia::{BackplaneAddress, InboxAddress, Stop, Value};
use kamaelia_std::chat::smtp::{Extensions, SmtpClient, SmtpLimits};
use kamaelia_std::data::TableRequest;
use kamaelia_std::net::dns::DnsRequest;
use kamaelia_std::net::tls::{ClientTls, ServerTls};
use kamaelia_std::net::{Connection, ProxyVersion};
use std::sync::Arc;

/// What all visits of a server have in common. Clones are the same.
#[derive(Clone)]
pub struct Reception(Arc<Inside>);

struct Inside {
    config: Config,
    policy: Arc<Policy>,
    table: InboxAddress<TableRequest>,
    dns: InboxAddress<DnsRequest>,
    decisions: BackplaneAddress<Judgement>,
    doorkeeper: Doorkeeper,
    counters: Counters,
    clock: Clock,
    server_tls: Option<ServerTls>,
    backend_tls: Option<ClientTls>,
    /// What the server behind offers.
    behind: Value<Extensions>,
}

impl Reception {
    /// By these settings, with a table, a resolver and a backplane for decisions that
    /// serve elsewhere.
    ///
    /// # Errors
    ///
    /// A certificate that cannot be used, or no randomness to be had from the system.
    pub fn new(
        config: Config,
        table: InboxAddress<TableRequest>,
        dns: InboxAddress<DnsRequest>,
        decisions: BackplaneAddress<Judgement>,
        clock: Clock,
    ) -> Result<Reception, Stop> {
        let files = config.tls.files();
        let server_tls = files.map(|(certificate, key)| ServerTls::from_files(certificate, key));
        let roots = &config.backend.roots;
        let backend_tls = match config.backend.tls {
            BackendTls::Never => None,
            BackendTls::Always if roots.as_os_str().is_empty() => Some(ClientTls::of_the_web()?),
            BackendTls::Always => Some(ClientTls::trusting_file(roots)?),
        };
        let policy = Policy::new(config.settings(), Secret::random()?);
        Ok(Reception(Arc::new(Inside {
            doorkeeper: Doorkeeper::new(config.limits.connections_per_address),
            counters: Counters::new(),
            policy: Arc::new(policy),
            table,
            dns,
            decisions,
            clock,
            server_tls: server_tls.transpose()?,
            backend_tls,
            behind: Value::new(Extensions::default()),
            config,
        })))
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// What the server behind offers, as far as it is known.
    #[must_use]
    pub fn behind(&self) -> Value<Extensions> {
        self.0.behind.clone()
    }

    /// How often each rule has decided.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.0.counters
    }

    /// The certificate, which can be read again.
    #[must_use]
    pub fn tls(&self) -> Option<&ServerTls> {
        self.0.server_tls.as_ref()
    }

    /// What it decides by.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        self.0.policy.clone()
    }

    /// Where it remembers.
    #[must_use]
    pub fn table(&self) -> InboxAddress<TableRequest> {
        self.0.table.clone()
    }

    /// Whom it asks about names.
    #[must_use]
    pub fn dns(&self) -> InboxAddress<DnsRequest> {
        self.0.dns.clone()
    }

    /// Where decisions are published.
    #[must_use]
    pub fn decisions(&self) -> BackplaneAddress<Judgement> {
        self.0.decisions.clone()
    }

    /// What time it is.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.0.clock.clone()
    }

    /// Who counts the callers.
    #[must_use]
    pub fn doorkeeper(&self) -> Doorkeeper {
        self.0.doorkeeper.clone()
    }

    /// The protocol of a connection.
    #[must_use]
    pub fn visit(&self, connection: &Connection) -> Visit {
        let local = connection.stream.local_addr().ok();
        Visit::new(connection.peer, local, self.clone())
    }

    /// Who decides.
    #[must_use]
    pub fn judge(&self) -> Judge {
        let Inside {
            config,
            policy,
            table,
            dns,
            counters,
            clock,
            ..
        } = &*self.0;
        Judge::new(policy.clone(), table.clone())
            .dns(Some(dns.clone()))
            .dns_budget(config.dns.budget)
            .counters(counters.clone())
            .clock(clock.clone())
    }

    /// The way to the server behind, for one client.
    #[must_use]
    pub fn backend(&self) -> SmtpClient {
        let backend = &self.0.config.backend;
        let client = SmtpClient::new(&backend.address, &self.0.config.server.name);
        let client = match backend.client_address {
            ClientAddress::None => client,
            ClientAddress::Xclient => client.xclient(true),
            ClientAddress::ProxyV1 => client.proxy(Some(ProxyVersion::V1)),
            ClientAddress::ProxyV2 => client.proxy(Some(ProxyVersion::V2)),
        };
        match &self.0.backend_tls {
            Some(tls) => client.tls(tls.clone()),
            None => client,
        }
    }

    /// How much a client may ask for.
    #[must_use]
    pub fn limits(&self) -> SmtpLimits {
        let limits = &self.0.config.limits;
        SmtpLimits {
            message: limits.message_size,
            text_line: limits.message_line,
            recipients: limits.recipients,
            commands: limits.commands,
            bad_commands: limits.bad_commands,
            ..SmtpLimits::default()
        }
    }

    /// What a client is offered: what needs the server behind, as far as that offers it.
    #[must_use]
    pub fn offered(&self) -> Extensions {
        let behind = self.0.behind.get();
        let own = self.0.config.limits.message_size;
        let size = match behind.size {
            Some(size @ 1..) => size.min(own),
            _ => own,
        };
        Extensions {
            size: Some(size),
            start_tls: self.0.server_tls.is_some(),
            eight_bit_mime: behind.eight_bit_mime,
            smtp_utf8: behind.smtp_utf8,
            dsn: behind.dsn,
            ..Extensions::all()
        }
    }
}
