//! A greylisting proxy for mail that loses none.

mod demo;

use bytes::Bytes;
use clap::Parser;
use grey::commands::CommandLine;
use grey::config::Config;
use grey::policy::Judgement;
use grey::postfix::{PolicyDecoder, PolicyEncoder};
use grey::{Clock, Probe, Prune, Reception, Renew};
use kamaelia::prelude::*;
use kamaelia::{Backplane, PublishTo, Stage};
use kamaelia_std::data::Table;
use kamaelia_std::io::{Console, ConsoleEchoer};
use kamaelia_std::net::TcpServer;
use kamaelia_std::net::dns::Resolver;
use kamaelia_std::util::{DataSource, PassThrough};
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
    let config = line.load()?;
    if line.check_config {
        println!("the settings are fine");
        return Ok(());
    }
    let grace = config.server.drain;
    graphline! {
        GREY   = Grey::new(config, Clock::system());
        PRINT  = ConsoleEchoer::new();
        REPORT = ConsoleEchoer::new().to(Console::Error).tag("grey: ");

        // Mail does not wait for who reads about it.
        GREY.decisions -> PRINT.inbox with drop_oldest(4096) via |judgement| judgement.to_string();
        GREY.mail    -> REPORT.inbox via |address| format!("listening for mail on {address}");
        GREY.postfix -> REPORT.inbox via |address| format!("listening for Postfix on {address}");
        GREY.news    -> REPORT.inbox with drop_oldest(4096);
    }
    .grace(grace)
    .run()
    .await
}

/// The whole: a proxy for mail, a service for Postfix, and what both remember and ask.
#[derive(Component)]
struct Grey {
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

    config: Config,

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
        } = self.config.clone();
        let mut table = Table::new(&store.path)
            .most(store.entries)
            .most_bytes(store.bytes)
            .commit_after(store.commit_after)
            .durable(store.sync);
        let mut resolver = match &*dns.servers {
            [] => Resolver::of_the_system(),
            servers => Resolver::asking(servers.iter().copied()),
        }
        .timeout(dns.timeout);
        let rows = table.inbox().address();
        let names = resolver.requests().address();
        let decisions = Backplane::new().lasting();
        let reception = Reception::new(
            self.config,
            rows.clone(),
            names,
            decisions.address(),
            self.clock.clone(),
        )?;
        let listed = reception.config().exempt.listed();
        let old_list = listed
            .date()
            .filter(|_| listed.is_old(reception.clock().now()));
        let old_list = old_list.map(old_list_of);
        let renew = Renew::new(reception.tls().cloned(), reception.config().tls.paths());
        let (mail, policy) = (reception.clone(), reception.clone());

        graphline! {
            MAIL    = TcpServer::on(server.listen, move |connection| mail.visit(connection))
                .limit(limits.connections)
                .read_until_protocol_ends();
            POSTFIX = TcpServer::on(postfix.listen, move |_| policy_service(&policy))
                .limit(limits.connections)
                .delimiter(b'\n');
            PRUNE   = Prune::new(rows, store.prune_every, self.clock);
            RENEW   = renew;
            PROBE   = Probe::new(reception);

            // These serve until nobody has their address: also those who drain.
            TABLE     = table;
            DNS       = resolver;
            DECISIONS = decisions;

            DECISIONS     -> self.decisions;
            NEWS      = PassThrough::new();
            OLD_LIST  = DataSource::new(old_list);

            MAIL.signal -> [TABLE.control, DNS.control];

            MAIL.bound    -> self.mail;
            POSTFIX.bound -> self.postfix;
            MAIL.faults    -> NEWS.inbox via |fault| fault.to_string();
            POSTFIX.faults -> NEWS.inbox via |fault| fault.to_string();
            OLD_LIST       -> NEWS.inbox;
            PRUNE.troubles -> NEWS.inbox;
            RENEW.news     -> NEWS.inbox;
            PROBE.troubles -> NEWS.inbox via |trouble| trouble.to_string();
            NEWS           -> self.news;
        }
        .run()
        .await
    }
}

/// What is said of a list of providers that is old.
fn old_list_of(date: impl std::fmt::Display) -> String {
    format!(
        "the list of providers that are not greylisted is of {date}, and providers come and go; \
         `grey exemptions --update` takes a newer one"
    )
}

/// What answers Postfix in one connection.
fn policy_service(reception: &Reception) -> impl Stage<Bytes, Bytes> + use<> {
    pipeline![
        PolicyDecoder::new(),
        reception.judge(),
        PublishTo::new(reception.decisions()),
        PolicyEncoder::new(&reception.config().server.name),
    ]
}
