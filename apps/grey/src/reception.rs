use crate::config::{ClientAddress, Config};
use crate::gate::Doorkeeper;
use crate::policy::{Allowing, Judgement, Policy};
use crate::{Clock, Counters, Judge, Look, Terms, Trace, Traces, Visit};
use kamaelia::{BackplaneAddress, InboxAddress, Stop, Value};
use kamaelia_std::chat::smtp::{Extensions, SmtpClient, SmtpConnections, SmtpLimits};
use kamaelia_std::data::TableRequest;
use kamaelia_std::net::dns::DnsRequest;
use kamaelia_std::net::tls::ServerTls;
use kamaelia_std::net::{Connection, ProxyVersion};
use std::sync::Arc;

/// What all visits of a server have in common. Clones are the same, but for the terms:
/// each has those that held when it was made, and [`now`](Reception::now) gives one with
/// those that hold now.
#[derive(Clone)]
pub struct Reception {
    common: Arc<Common>,
    terms: Arc<Terms>,
}

/// What is the same whichever terms hold.
struct Common {
    current: Value<Arc<Terms>>,
    table: InboxAddress<TableRequest>,
    dns: InboxAddress<DnsRequest>,
    decisions: BackplaneAddress<Judgement>,
    doorkeeper: Doorkeeper,
    counters: Counters,
    traces: Traces,
    clock: Clock,
    /// Whom an administrator has let through.
    allowing: Allowing,
    /// What the server behind offers: all, as long as nobody knows.
    behind: Value<Extensions>,
    /// How it was when somebody last looked.
    look: Value<Option<Look>>,
}

impl Reception {
    /// By these settings, with a table, a resolver and a backplane for decisions that
    /// serve elsewhere.
    ///
    /// # Errors
    ///
    /// As [`Terms::new`].
    pub fn new(
        config: Config,
        table: InboxAddress<TableRequest>,
        dns: InboxAddress<DnsRequest>,
        decisions: BackplaneAddress<Judgement>,
        clock: Clock,
    ) -> Result<Reception, Stop> {
        let doorkeeper = Doorkeeper::new(config.limits.connections_per_address);
        let allowing = Allowing::default();
        let terms = Arc::new(Terms::new(config)?.with(allowing.clone()));
        let common = Common {
            current: Value::new(terms.clone()),
            table,
            dns,
            decisions,
            doorkeeper,
            counters: Counters::new(),
            traces: Traces::new(),
            clock,
            allowing,
            behind: Value::new(Extensions::all()),
            look: Value::new(None),
        };
        Ok(Reception {
            common: Arc::new(common),
            terms,
        })
    }

    /// The same with the terms that hold now.
    #[must_use]
    pub fn now(&self) -> Reception {
        Reception {
            common: self.common.clone(),
            terms: self.common.current.get(),
        }
    }

    /// The terms that hold, whenever they are looked at.
    #[must_use]
    pub fn terms(&self) -> Value<Arc<Terms>> {
        self.common.current.clone()
    }

    /// Lets other terms hold, for whoever comes from now on.
    pub fn change(&self, terms: Terms) {
        let limit = terms.config().limits.connections_per_address;
        self.common.doorkeeper.limit(limit);
        let terms = terms.with(self.common.allowing.clone());
        let terms = terms.after(&self.common.current.get());
        self.common.current.set(Arc::new(terms));
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        self.terms.config()
    }

    /// What the server behind offers, as far as it is known.
    #[must_use]
    pub fn behind(&self) -> Value<Extensions> {
        self.common.behind.clone()
    }

    /// How the server behind was when it was last looked at: see
    /// [`look_behind`](crate::look_behind).
    #[must_use]
    pub fn last_look(&self) -> Value<Option<Look>> {
        self.common.look.clone()
    }

    /// How often each rule has decided.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.common.counters
    }

    /// The certificate, which can be read again.
    #[must_use]
    pub fn tls(&self) -> Option<&ServerTls> {
        self.terms.tls()
    }

    /// What it decides by.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        self.terms.policy().clone()
    }

    /// Where it remembers.
    #[must_use]
    pub fn table(&self) -> InboxAddress<TableRequest> {
        self.common.table.clone()
    }

    /// Whom it asks about names.
    #[must_use]
    pub fn dns(&self) -> InboxAddress<DnsRequest> {
        self.common.dns.clone()
    }

    /// Where decisions are published.
    #[must_use]
    pub fn decisions(&self) -> BackplaneAddress<Judgement> {
        self.common.decisions.clone()
    }

    /// What time it is.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.common.clock.clone()
    }

    /// Who counts the callers.
    #[must_use]
    pub fn doorkeeper(&self) -> Doorkeeper {
        self.common.doorkeeper.clone()
    }

    /// The ids of connections.
    #[must_use]
    pub fn traces(&self) -> Traces {
        self.common.traces.clone()
    }

    /// By what a new connection is found in the log.
    #[must_use]
    pub fn trace(&self, connection: &Connection) -> Trace {
        self.common.traces.begin(connection.peer)
    }

    /// The protocol of a connection, by the terms that hold now.
    #[must_use]
    pub fn visit(&self, connection: &Connection) -> Visit {
        // Nobody else is told of it.
        let local = self.shows_clients();
        let local = local.then(|| connection.stream.local_addr().ok());
        let local = local.flatten();
        let trace = self.trace(connection);
        Visit::new(connection.peer, local, self.now(), trace)
    }

    /// Whether the server behind is told for whom it is spoken to.
    #[must_use]
    pub fn shows_clients(&self) -> bool {
        self.config().backend.client_address != ClientAddress::None
    }

    /// Who decides.
    #[must_use]
    pub fn judge(&self) -> Judge {
        let Common {
            table,
            dns,
            counters,
            clock,
            ..
        } = &*self.common;
        Judge::new(self.terms.policy().clone(), table.clone())
            .dns(Some(dns.clone()))
            .dns_budget(self.config().dns.budget)
            .counters(counters.clone())
            .clock(clock.clone())
    }

    /// Connections to the server behind that wait for the next client.
    #[must_use]
    pub fn connections(&self) -> SmtpConnections {
        self.terms.connections().clone()
    }

    /// The way to the server behind, for one client.
    #[must_use]
    pub fn backend(&self) -> SmtpClient {
        let backend = &self.config().backend;
        let client = SmtpClient::new(&backend.address, &self.config().server.name);
        let client = match backend.client_address {
            ClientAddress::None => client,
            ClientAddress::Xclient => client.xclient(true),
            ClientAddress::ProxyV1 => client.proxy(Some(ProxyVersion::V1)),
            ClientAddress::ProxyV2 => client.proxy(Some(ProxyVersion::V2)),
        };
        match self.terms.backend_tls() {
            Some(tls) => client.tls(tls.clone()),
            None => client,
        }
    }

    /// How much a client may ask for.
    #[must_use]
    pub fn limits(&self) -> SmtpLimits {
        let limits = &self.config().limits;
        SmtpLimits {
            message: limits.message_size,
            text_line: limits.message_line,
            recipients: limits.recipients,
            commands: limits.commands,
            bad_commands: limits.bad_commands,
            ..SmtpLimits::default()
        }
    }

    /// What a client is offered: what needs the server behind, as far as that offers it,
    /// or nobody knows yet whether it does.
    #[must_use]
    pub fn offered(&self) -> Extensions {
        let behind = self.common.behind.get();
        let own = self.config().limits.message_size;
        let size = match behind.size {
            Some(size @ 1..) => size.min(own),
            _ => own,
        };
        Extensions {
            size: Some(size),
            start_tls: self.tls().is_some(),
            eight_bit_mime: behind.eight_bit_mime,
            smtp_utf8: behind.smtp_utf8,
            dsn: behind.dsn,
            ..Extensions::all()
        }
    }
}
