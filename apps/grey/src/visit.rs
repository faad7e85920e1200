use crate::gate::Gate;
use crate::policy::TraceId;
use crate::{Reception, Trace};
use bytes::Bytes;
use kamaelia::PublishTo;
use kamaelia::prelude::*;
use kamaelia_std::chat::smtp::SmtpServer;
use kamaelia_std::net::tls::start_tls;
use kamaelia_std::net::{ProxyHeader, ProxyProtocol, plain};
use std::net::SocketAddr;

/// One client's connection, from its greeting to its end.
#[derive(Component)]
pub struct Visit {
    /// What the client sends.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// What is sent to it.
    #[outbox]
    outbox: Outbox<Bytes>,

    peer: SocketAddr,

    local: Option<SocketAddr>,

    reception: Reception,

    /// By what it is found in the log.
    trace: Trace,
}

impl Main for Visit {
    async fn main(self) -> Outcome {
        let trusted = &self.reception.config().proxy.trusted;
        let is_balancer = trusted.iter().any(|net| net.contains(self.peer.ip()));
        let mut talk = Talk::new(self.peer, self.local, self.reception, self.trace.id());
        if !is_balancer {
            (talk.inbox, talk.outbox) = (self.inbox, self.outbox);
            return talk.main().await;
        }
        graphline! {
            PROXY = ProxyProtocol::new();
            TALK  = talk;

            self.inbox -> PROXY -> TALK -> self.outbox;
            // There is one.
            PROXY.header -> TALK.proxied with unbounded;
        }
        .run()
        .await
    }
}

/// What is spoken with the client, once it is known who it is.
#[derive(Component)]
struct Talk {
    #[inbox]
    inbox: Inbox<Bytes>,

    /// On whose behalf a balancer has connected.
    #[inbox(optional)]
    proxied: Inbox<ProxyHeader>,

    #[outbox]
    outbox: Outbox<Bytes>,

    peer: SocketAddr,

    local: Option<SocketAddr>,

    reception: Reception,

    trace: TraceId,
}

impl Main for Talk {
    async fn main(self) -> Outcome {
        let Talk {
            peer,
            local,
            ref reception,
            ..
        } = self;
        let name = reception.config().server.name.as_str();
        let (hear, say) = reception.tls().map_or_else(plain, start_tls);
        graphline! {
            HEAR    = hear;
            SESSION = SmtpServer::new(name, peer)
                .local(local)
                .extensions(reception.offered())
                .limits(reception.limits());
            SAY     = say;
            GATE    = Gate::new(name.into(), reception.doorkeeper(), reception.clock())
                .trace(Some(self.trace))
                .shown(reception.shows_clients())
                .counters(reception.counters().clone());
            JUDGE   = reception.judge();
            BEHIND  = reception.backend().connections(Some(reception.connections()));
            TELL    = PublishTo::new(reception.decisions());

            self.inbox -> HEAR -> SESSION -> SAY -> self.outbox;
            self.proxied -> SESSION.proxied;

            SESSION.asks -> GATE.inbox;
            // Each of these rings has as much in it as the client has asked.
            GATE.answers -> SESSION.answers with unbounded;

            GATE.questions -> JUDGE.inbox;
            JUDGE -> TELL;
            TELL.outbox -> GATE.judgements with unbounded;

            GATE.asks -> BEHIND.inbox;
            BEHIND.outbox -> GATE.replies with unbounded;
        }
        .run()
        .await
    }
}
