//! A greylisting proxy for mail that loses none.

mod demo;

use clap::Parser;
use grey::admin::Admin;
use grey::commands::CommandLine;
use grey::config::{Config, Loaded};
use grey::log::{Log, News};
use grey::page::Page;
use grey::policy::Judgement;
use grey::postfix::{LocalService, policy_service};
use grey::start::workers;
use grey::{
    Clock, Disk, Doors, HangUp, Life, Probe, Prune, Reception, Reload, Renew, Start, Store,
    Systemd, Terms, Traces,
};
use kamaelia::chassis::Isolate;
use kamaelia::prelude::*;
use kamaelia::{Backplane, Policy, Stop, SubscribeTo};
use kamaelia_std::chat::smtp::SmtpKeeper;
use kamaelia_std::net::dns::Resolver;
use kamaelia_std::net::{ConnectionFault, TcpServer};
use kamaelia_std::util::{DataSource, PassThrough};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let line = CommandLine::parse();
    if line.serves() {
        // While there is one thread.
        let start = Start::new(&line);
        let only_answers = start
            .as_ref()
            .is_ok_and(|start| start.doors.mail.is_empty());
        return match workers(only_answers) {
            Ok(workers) => kamaelia::run_program_on(workers, async { serve(start?).await }),
            Err(error) => {
                eprintln!("grey: cannot start the threads that serve: {error}");
                ExitCode::FAILURE
            }
        };
    }
    kamaelia::run_program(other(line))
}

/// Does what is asked for instead of taking mail.
async fn other(line: CommandLine) -> Outcome {
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
    config.status.token()?;
    config.postfix.look().map_err(Stop::fault)?;
    // The files that they name, too: without them it would not start.
    Terms::new(config)?;
    println!("the settings are fine");
    Ok(())
}

/// Takes mail.
async fn serve(start: Start) -> Outcome {
    let (grace, log) = (
        start.loaded.config.server.drain,
        start.loaded.config.log.clone(),
    );
    let (clock, hang_up) = (Clock::system(), HangUp::new()?);
    graphline! {
        GREY   = Grey::new(start.loaded, start.doors, clock.clone());
        HANGUP = hang_up;
        START  = DataSource::new(start.news);
        LOG    = Log::new(log, clock);

        HANGUP -> GREY.reloads;

        // Mail does not wait for who reads about it: LOG waits for no disk.
        GREY.decisions -> LOG.decisions with capacity(4096);
        START        -> LOG.news via News::info;
        GREY.mail    -> LOG.news with unbounded via |address| listening("mail", address);
        GREY.postfix -> LOG.news with unbounded via |address| listening("Postfix", address);
        GREY.local   -> LOG.news with unbounded
            via |path| listening("Postfix", format_args!("unix:{}", path.display()));
        GREY.news    -> LOG.news with drop_oldest(4096);
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

    /// Where it listens for a Postfix of this machine.
    #[outbox(optional)]
    local: Outbox<PathBuf>,

    /// Every decision.
    #[outbox]
    decisions: Outbox<Judgement>,

    /// What an administrator may want to know.
    #[outbox]
    news: Outbox<News>,

    loaded: Loaded,

    doors: Doors,

    clock: Clock,
}

impl Main for Grey {
    async fn main(self) -> Outcome {
        let Config {
            limits, store, dns, ..
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
        let listed = self.loaded.config.exempt.listed();
        let old_list = listed.date().filter(|_| listed.is_old(self.clock.now()));
        let old_list = old_list.map(old_list_of);
        let addresses = self.doors.count();
        let (mail, policy) = (reception.clone(), reception.clone());
        let (traces, postfix_traces) = (reception.traces(), reception.traces());
        let page = Page::new(reception.clone(), rows.clone())?;
        let whereabouts = page.whereabouts();
        let decided = SubscribeTo::new(decisions.address());

        let graph = graphline! {
            MAIL    = TcpServer::serving(self.doors.mail, move |connection| mail.visit(connection))
                .limit(limits.connections)
                .read_until_protocol_ends();
            POSTFIX = TcpServer::serving(self.doors.postfix, move |connection| {
                policy_service(&policy, policy.trace(connection))
            })
                .limit(limits.connections)
                .delimiter(b'\n');
            LOCAL   = LocalService::new(self.doors.local, reception.clone());
            // Mail is taken also where its administrator cannot ask.
            ADMIN   = Isolate::new(Admin::new(reception.clone()));
            DISK    = Disk::new(rows.clone());
            PRUNE   = Prune::new(rows, prune_every, self.clock).shared(is_shared);
            RENEW   = Renew::new(reception.terms());
            RELOAD  = Reload::new(self.loaded, reception.clone());
            KEEPER  = SmtpKeeper::new(reception.connections());
            PROBE   = Probe::new(reception);
            PAGE    = page.server(self.doors.status);
            // Mail does not wait for who counts it.
            DECIDED = decided.policy(Policy::drop_oldest(8192));
            TALLY   = page.tally();
            LISTENS = PassThrough::new();
            SYSTEMD = Systemd::new(addresses);

            // These serve until nobody has their address: also those who drain.
            TABLE     = table on task;
            DNS       = resolver;
            DECISIONS = decisions;

            DECISIONS     -> self.decisions;
            NEWS      = PassThrough::new();
            OLD_LIST  = DataSource::new(old_list);
            SAID      = PassThrough::new();

            MAIL.signal -> [TABLE.control, DNS.control, KEEPER.control];

            self.reloads -> RELOAD;

            MAIL.bound    -> [self.mail, LISTENS.inbox via |_| Life::Listens];
            POSTFIX.bound -> [self.postfix, LISTENS.inbox via |_| Life::Listens];
            LOCAL.bound   -> [self.local, LISTENS.inbox via |_| Life::Listens];
            LISTENS       -> SYSTEMD;
            RELOAD.life   -> SYSTEMD.inbox;
            MAIL.faults    -> SAID.inbox via move |fault| of_connection(&fault, &traces);
            POSTFIX.faults -> SAID.inbox via move |fault| of_connection(&fault, &postfix_traces);
            LOCAL.faults   -> SAID.inbox;
            ADMIN          -> SAID.inbox;
            ADMIN.faults   -> NEWS.inbox via |fault| format!("{fault}; `grey why` has nobody to ask");
            TABLE.news     -> NEWS.inbox;
            OLD_LIST       -> NEWS.inbox;
            DISK.news      -> NEWS.inbox;
            PRUNE.troubles -> NEWS.inbox;
            RENEW.news     -> NEWS.inbox;
            RELOAD.news    -> SAID.inbox;
            PROBE.troubles -> NEWS.inbox via |trouble| trouble.to_string();
            DECIDED -> TALLY;
            PAGE.bound  -> SAID.inbox via move |address| News::info(whereabouts(address));
            PAGE.faults -> NEWS.inbox via |fault| fault.to_string();
            NEWS           -> SAID via News::warn;
            SAID           -> self.news;
        };
        page.show(graph.observe());
        graph.run().await
    }
}

/// What is said of a list of providers that is old.
fn old_list_of(date: impl std::fmt::Display) -> String {
    format!(
        "the list of providers that are not greylisted is of {date}, and providers come and go; \
         `grey exemptions --update` takes a newer one"
    )
}

/// Where it listens, and for whom.
fn listening(whom: &str, address: impl std::fmt::Display) -> News {
    News::info(format!("listening for {whom} on {address}"))
}

/// A fault, with what else is logged of its connection.
fn of_connection(fault: &ConnectionFault, traces: &Traces) -> News {
    News::warn(fault.to_string()).about(traces.of(fault.peer))
}
