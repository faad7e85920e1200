//! The judge: with a table, with the DNS, and without them.

#[path = "../../../kamaelia-std/tests/common/dnsmasq.rs"]
mod dnsmasq;

use dnsmasq::Dnsmasq;
use grey::policy::{
    Address, Exempt, Judgement, Policy, Question, Recipients, Rule, Secret, Settings, Suspects,
    Verdict, WhenGone,
};
use grey::{Clock, Counters, Judge};
use kamaelia::prelude::*;
use kamaelia::{Collector, Feeder, Handle, InboxAddress};
use kamaelia_std::data::{Table, TableRequest};
use kamaelia_std::net::dns::{DnsRequest, Resolver};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

/// The file of a table, gone at the end of its test.
struct File(PathBuf);

impl File {
    fn new() -> File {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("grey-judge-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir(&folder).expect("it can be made");
        File(folder)
    }

    fn table(&self) -> (InboxAddress<TableRequest>, Handle) {
        let mut table = Table::new(self.0.join("grey.db"));
        let rows = table.inbox().address();
        (rows, graphline! { TABLE = table; }.spawn())
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A judge, and who asks it.
struct Court {
    questions: Feeder<Question>,
    judgements: Collector<Judgement>,
    clock: Clock,
    counters: Counters,
    graph: Handle,
}

impl Court {
    fn new(
        settings: Settings,
        rows: InboxAddress<TableRequest>,
        dns: Option<InboxAddress<DnsRequest>>,
    ) -> Court {
        Court::with(settings, rows, dns, Judge::DNS_BUDGET)
    }

    /// One that waits so long for the DNS.
    fn with(
        settings: Settings,
        rows: InboxAddress<TableRequest>,
        dns: Option<InboxAddress<DnsRequest>>,
        dns_budget: Duration,
    ) -> Court {
        let settings = Settings {
            recipients: Recipients {
                domains: vec!["home.example".parse().expect("a domain")],
            },
            ..settings
        };
        let secret = Secret::random().expect("there are random numbers");
        let clock = Clock::by_hand(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
        let counters = Counters::new();
        let judge = Judge::new(Arc::new(Policy::new(settings, secret)), rows)
            .dns(dns)
            .dns_budget(dns_budget)
            .clock(clock.clone())
            .counters(counters.clone());
        let (questions, source) = feed();
        let (judgements, sink) = collect();
        let graph = pipeline![source, judge, sink].spawn();
        Court {
            questions,
            judgements,
            clock,
            counters,
            graph,
        }
    }

    async fn ask(&mut self, question: Question) -> Verdict {
        self.questions
            .send(question.clone())
            .await
            .expect("it listens");
        let judgement = self.judgements.recv().await.expect("it answers");
        assert_eq!(*judgement.question, question);
        assert_eq!(judgement.when, self.clock.now());
        judgement.verdict
    }

    async fn rule(&mut self, question: Question) -> Rule {
        self.ask(question).await.rule()
    }

    async fn end(self) {
        let Court {
            questions, graph, ..
        } = self;
        drop(questions);
        graph.join().await.expect("nothing is a fault");
    }
}

fn question(recipient: &str) -> Question {
    let sender = Some(Address::of("ann@a.example"));
    let mut question = Question::new([192, 0, 2, 7].into(), sender, Address::of(recipient));
    question.helo = "mail.a.example".to_owned();
    question
}

fn bob() -> Question {
    question("bob@home.example")
}

fn resolver(server: &Dnsmasq) -> (InboxAddress<DnsRequest>, Handle) {
    let mut resolver = Resolver::asking([server.address]);
    let dns = resolver.requests().address();
    (dns, graphline! { DNS = resolver; }.spawn())
}

#[tokio::test]
async fn a_stranger_waits_and_is_known_in_the_next_life_of_the_program() -> Outcome {
    let file = File::new();
    for hash in [false, true] {
        let settings = Settings {
            hash,
            ..Settings::default()
        };
        let (rows, table) = file.table();
        let mut court = Court::new(settings.clone(), rows, None);
        assert_eq!(court.rule(bob()).await, Rule::FirstAttempt);
        court.clock.forward(Duration::from_secs(61));
        assert_eq!(court.rule(bob()).await, Rule::Returned);
        assert_eq!(
            court.rule(question("eve@b.example")).await,
            Rule::ForeignDomain
        );
        let counters = court.counters.clone();
        assert_eq!(
            (counters.passed(), counters.deferred(), counters.refused()),
            (1, 1, 1)
        );
        assert_eq!(counters.by_rule(Rule::Returned), 1);
        court.end().await;
        table.join().await?;

        let (rows, table) = file.table();
        let mut court = Court::new(settings, rows, None);
        court.clock.forward(Duration::from_secs(62));
        assert_eq!(court.rule(bob()).await, Rule::KnownTriplet);
        court.end().await;
        table.join().await?;
    }
    Ok(())
}

#[tokio::test]
async fn judges_of_many_connections_know_the_same() {
    let file = File::new();
    let (rows, _table) = file.table();
    let mut one = Court::new(Settings::default(), rows.clone(), None);
    let mut other = Court::new(Settings::default(), rows, None);
    assert_eq!(one.rule(bob()).await, Rule::FirstAttempt);
    other.clock.forward(Duration::from_secs(60));
    assert_eq!(other.rule(bob()).await, Rule::Returned);
    one.clock.forward(Duration::from_secs(61));
    assert_eq!(one.rule(bob()).await, Rule::KnownTriplet);
    one.end().await;
    other.end().await;
}

#[tokio::test]
async fn while_the_table_is_gone_nobody_passes_unless_the_settings_say_so() {
    let gone = {
        let mut table = Table::new("/nowhere");
        table.inbox().address()
    };
    let mut court = Court::new(Settings::default(), gone.clone(), None);
    let rule = Rule::StoreGone;
    assert_eq!(court.ask(bob()).await, Verdict::Unavailable { rule });
    // What needs no table is decided all the same.
    assert_eq!(
        court.rule(question("eve@b.example")).await,
        Rule::ForeignDomain
    );
    assert_eq!(court.counters.store_failures(), 1);
    assert_eq!(court.counters.unavailable(), 1);
    let trouble = court.counters.trouble().expect("it is known");
    assert!(trouble.contains("no answer from"), "{trouble}");
    court.end().await;

    let settings = Settings {
        store_gone: WhenGone::Pass,
        ..Settings::default()
    };
    let mut court = Court::new(settings, gone, None);
    assert_eq!(court.ask(bob()).await, Verdict::pass(rule));
    court.end().await;
}

#[tokio::test]
async fn names_spf_and_lists_are_looked_up() {
    let server = Dnsmasq::start(&[
        "local=/example/",
        "local=/in-addr.arpa/",
        "host-record=mail.good.example,192.0.2.7",
        "txt-record=a.example,v=spf1 ip4:192.0.2.7 -all",
        "host-record=7.2.0.192.list.example,127.0.0.2",
        "host-record=7.2.0.192.wild.example,198.51.100.1",
        "host-record=7.2.0.192.closed.example,127.255.255.254",
    ]);
    let (dns, _resolver) = resolver(&server);
    let file = File::new();
    let (rows, _table) = file.table();
    let domains = |text: &str| vec![text.parse().expect("a domain")];
    let named = Exempt {
        names: domains(".good.example"),
        ..Exempt::default()
    };
    let spf = Exempt {
        spf: domains("*"),
        ..Exempt::default()
    };
    let none = Exempt::default;
    let suspects = |zones: &[&str]| Suspects {
        only: true,
        dynamic_name: false,
        zones: zones.iter().map(|zone| (*zone).to_owned()).collect(),
        ..Suspects::default()
    };
    for (exempt, suspects, rule) in [
        (named, Suspects::default(), Rule::ExemptName),
        (spf, Suspects::default(), Rule::SpfPass),
        (none(), suspects(&[]), Rule::NotSuspect),
        (
            none(),
            suspects(&["other.example", "wild.example"]),
            Rule::NotSuspect,
        ),
        (
            none(),
            suspects(&["other.example", "list.example"]),
            Rule::FirstAttempt,
        ),
        (none(), suspects(&["closed.example"]), Rule::TooEarly),
    ] {
        let settings = Settings {
            exempt,
            suspects,
            ..Settings::default()
        };
        let mut court = Court::new(settings, rows.clone(), Some(dns.clone()));
        assert_eq!(court.rule(bob()).await, rule);
        // A list that does not serve us says nothing about the client.
        assert_eq!(
            court.counters.dns_failures(),
            u64::from(rule == Rule::TooEarly)
        );
        court.end().await;
    }
}

/// A DNS that never answers.
#[derive(Component)]
struct Silent {
    #[inbox(optional)]
    requests: Inbox<DnsRequest>,
    asked: Arc<AtomicUsize>,
}

impl Main for Silent {
    async fn main(mut self) -> Outcome {
        let mut waiting = Vec::new();
        while let Some(request) = self.requests.recv().await {
            self.asked.fetch_add(1, Ordering::SeqCst);
            waiting.push(request);
        }
        Ok(())
    }
}

fn needs_a_name(dns_gone: WhenGone) -> Settings {
    Settings {
        exempt: Exempt {
            names: vec!["good.example".parse().expect("a domain")],
            ..Exempt::default()
        },
        dns_gone,
        ..Settings::default()
    }
}

#[tokio::test]
async fn while_the_dns_is_silent_greylisting_goes_on_and_a_client_is_looked_up_once() {
    let asked = Arc::new(AtomicUsize::new(0));
    let mut silent = Silent::new(asked.clone());
    let dns = silent.requests().address();
    let _silent = graphline! { DNS = silent; }.spawn();
    let file = File::new();
    let (rows, _table) = file.table();

    let short = Duration::from_millis(300);
    let mut court = Court::with(
        needs_a_name(WhenGone::Greylist),
        rows.clone(),
        Some(dns.clone()),
        short,
    );
    for recipient in ["bob@home.example", "dan@home.example", "sue@home.example"] {
        assert_eq!(court.rule(question(recipient)).await, Rule::FirstAttempt);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1, "for three recipients");
    court.clock.forward(Duration::from_secs(60));
    assert_eq!(court.rule(bob()).await, Rule::Returned);
    assert_eq!(asked.load(Ordering::SeqCst), 2, "a minute later");
    // Who is known needs no DNS.
    court.clock.forward(Duration::from_secs(60));
    assert_eq!(court.rule(bob()).await, Rule::KnownTriplet);
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    assert_eq!(court.counters.dns_failures(), 2);
    let trouble = court.counters.trouble().expect("it is known");
    assert_eq!(trouble, "the DNS did not answer within 300ms");
    court.end().await;

    let rule = Rule::DnsGone;
    let settings = needs_a_name(WhenGone::Defer);
    let mut court = Court::with(settings, rows.clone(), Some(dns), short);
    let unavailable = Verdict::Unavailable { rule };
    assert_eq!(court.ask(question("new@home.example")).await, unavailable);
    court.end().await;
    let mut court = Court::new(needs_a_name(WhenGone::Pass), rows, None);
    assert_eq!(
        court.ask(question("new@home.example")).await,
        Verdict::pass(rule)
    );
    let trouble = court.counters.trouble().expect("it is known");
    assert_eq!(trouble, "there is no resolver for the DNS");
    court.end().await;
}

#[tokio::test]
async fn a_triplet_takes_at_most_200_bytes_on_disk() -> Outcome {
    const COUNT: u32 = 20_000;
    let file = File::new();
    let (rows, table) = file.table();
    let court = Court::new(Settings::default(), rows, None);
    let Court {
        mut questions,
        mut judgements,
        graph,
        ..
    } = court;
    let asking = tokio::spawn(async move {
        for number in 0..COUNT {
            // They come in no order, as senders do.
            let mixed = number.wrapping_mul(2_654_435_761);
            let sender = Address::of(&format!("someone.{mixed:x}@sender{}.example", mixed % 997));
            let recipient = Address::of(&format!("recipient.{}@home.example", mixed % 89));
            let client = std::net::Ipv4Addr::from_bits(mixed).into();
            let question = Question::new(client, Some(sender), recipient);
            if questions.send(question).await.is_err() {
                break;
            }
        }
    });
    let mut deferred = 0;
    while let Some(judgement) = judgements.recv().await {
        assert_eq!(judgement.verdict.rule(), Rule::FirstAttempt);
        deferred += 1;
    }
    asking.await?;
    graph.join().await?;
    table.join().await?;
    assert_eq!(deferred, COUNT);
    let bytes = std::fs::metadata(file.0.join("grey.db"))?.len() / u64::from(COUNT);
    assert!(bytes <= 200, "{bytes} bytes for a triplet");
    Ok(())
}
