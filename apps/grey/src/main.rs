//! A greylisting proxy for mail that loses none.

mod demo;

use bytes::Bytes;
use clap::Parser;
use grey::commands::CommandLine;
use grey::config::{Config, Loaded};
use grey::policy::Judgement;
use grey::postfix::{PolicyDecoder, PolicyEncoder};
use grey::{Clock, HangUp, Probe, Prune, Reception, Reload, Renew, Store};
use kamaelia::prelude::*;
use kamaelia::{Backplane, PublishTo, Stage};
use kamaelia_std::io::{Console, ConsoleEchoer};
use kamaelia_std::net::TcpServer;
use kamaelia_std::net::dns::Resolver;
use kamaelia_std::util::PassThrough;
use std::net::SocketAddr;

#[kamaelia::main]
async fn main() -> Outcome {
    let line = CommandLine::parse();
    if line.print_config {
        print!("{}", Config::EXAMPLE);
        return Ok(());
    }
    if line.demo {
        return demo::run().await;
    }
    if let Some(command) = line.command.clone() {
        return command.run(&line).await;
    }
    let loaded = line.loaded()?;
    if line.check_config {
        println!("the settings are fine");
        return Ok(());
    }
    let grace = loaded.config.server.drain;
    graphline! {
        GREY   = Grey::new(loaded, Clock::system());
        HANGUP = HangUp::new();
        PRINT  = ConsoleEchoer::new();
        REPORT = ConsoleEchoer::new().to(Console::Error).tag("grey: ");

        HANGUP -> GREY.reloads;

        // Mail does not wait for who reads about it.
        GREY.decisions -> PRINT.inbox with drop_oldest(4096) via |judgement| judgement.to_string();
        GREY.mail    -> REPORT.inbox via |address| format!("listening for mail on {address}");
        GREY.postfix -> REPORT.inbox via |address| format!("listening for Postfix on {address}");
        GREY.news    -> REPORT.inbox with drop_oldest(4096);
    }
    .grace(grace)
    // On a worker, as its connections are: one that says something wakes nobody else.
    .spawn()
    .join()
    .await
}

/// The whole: a proxy for mail, a service for Postfix, and what both remember and ask.
#[derive(Component)]
struct Grey {
    /// Somebody wants the settings to be read again.
    #[inbox(optional)]
    reloads: Inbox<()>,

    /// Where it listens for mail.
    #[outbox]
    mail: Outbox<SocketAddr>,

    /// Where it listens for Postfix.
    #[outbox]
    postfix: Outbox<SocketAddr>,

    /// Every decision.
    #[outbox]
    decisions: Outbox<Judgement>,

    /// What an administrator may want to know.
    #[outbox]
    news: Outbox<String>,

    loaded: Loaded,

    clock: Clock,
}

impl Main for Grey {
    async fn main(self) -> Outcome {
        let Config {
            server,
            limits,
            postfix,
            store,
            dns,
            ..
        } = self.loaded.config.clone();
        let (prune_every, is_shared) = (store.prune_every, store.shared.is_some());
        let mut table = Store::new(store);
        let mut resolver = match &*dns.servers {
            [] => Resolver::of_the_system(),
            servers => Resolver::asking(servers.iter().copied()),
        }
        .timeout(dns.timeout);
        let rows = table.inbox().address();
        let names = resolver.requests().address();
        let decisions = Backplane::new().lasting();
        let reception = Reception::new(
            self.loaded.config.clone(),
            rows.clone(),
            names,
            decisions.address(),
            self.clock.clone(),
        )?;
        let (mail, policy) = (reception.clone(), reception.clone());

        graphline! {
            MAIL    = TcpServer::on(server.listen, move |connection| mail.visit(connection))
                .limit(limits.connections)
                .read_until_protocol_ends();
            POSTFIX = TcpServer::on(postfix.listen, move |_| policy_service(&policy))
                .limit(limits.connections)
                .delimiter(b'\n');
            PRUNE   = Prune::new(rows, prune_every, self.clock).shared(is_shared);
            RENEW   = Renew::new(reception.terms());
            RELOAD  = Reload::new(self.loaded, reception.clone());
            PROBE   = Probe::new(reception);

            // These serve until nobody has their address: also those who drain.
            TABLE     = table on task;
            DNS       = resolver;
            DECISIONS = decisions;

            DECISIONS     -> self.decisions;
            NEWS      = PassThrough::new();

            MAIL.signal -> [TABLE.control, DNS.control];

            self.reloads -> RELOAD;

            MAIL.bound    -> self.mail;
            POSTFIX.bound -> self.postfix;
            MAIL.faults    -> NEWS.inbox via |fault| fault.to_string();
            POSTFIX.faults -> NEWS.inbox via |fault| fault.to_string();
            TABLE.news     -> NEWS.inbox;
            PRUNE.troubles -> NEWS.inbox;
            RENEW.news     -> NEWS.inbox;
            RELOAD.news    -> NEWS.inbox;
            PROBE.troubles -> NEWS.inbox via |trouble| trouble.to_string();
            NEWS           -> self.news;
        }
        .run()
        .await
    }
}

/// What answers Postfix in one connection, which may last for days.
fn policy_service(reception: &Reception) -> impl Stage<Bytes, Bytes> + use<> {
    let reception = reception.now();
    pipeline![
        PolicyDecoder::new(),
        reception.judge().following(Some(reception.terms())),
        PublishTo::new(reception.decisions()),
        PolicyEncoder::new(&reception.config().server.name),
    ]
}
