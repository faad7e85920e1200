//! `Resolver`, with a real server.

#[path = "../common/dnsmasq.rs"]
mod dnsmasq;

use dnsmasq::Dnsmasq;
use kamaelia::prelude::*;
use kamaelia::{Handle, InboxAddress};
use kamaelia_std::net::dns::{
    DnsAnswer, DnsError, DnsProblem, DnsQuestion, DnsRequest, Exchange, Resolver,
};
use std::net::{IpAddr, UdpSocket};
use std::time::Duration;

const RECORDS: [&str; 9] = [
    "local=/example.org/",
    "local=/in-addr.arpa/",
    "local=/ip6.arpa/",
    "host-record=mail.example.org,192.0.2.7,2001:db8::7",
    "host-record=other.example.org,192.0.2.9",
    // Somebody gives an address the name of another.
    "ptr-record=8.2.0.192.in-addr.arpa,mail.example.org",
    "mx-host=example.org,second.example.org,20",
    "mx-host=example.org,mail.example.org,10",
    "txt-record=example.org,v=spf1 mx,-all",
];

/// A resolver that runs, and its address.
fn start(mut resolver: Resolver) -> (InboxAddress<DnsRequest>, Handle) {
    let dns = resolver.requests().address();
    let graph = graphline! { DNS = resolver; };
    (dns, graph.spawn())
}

async fn ask(dns: &InboxAddress<DnsRequest>, question: DnsQuestion) -> Result<DnsAnswer, DnsError> {
    dns.request(question).await.expect("it answers")
}

async fn problem(dns: &InboxAddress<DnsRequest>, question: DnsQuestion) -> DnsProblem {
    let error = ask(dns, question.clone())
        .await
        .expect_err("there is nothing");
    assert_eq!(error.question, question);
    error.problem
}

fn ip(text: &str) -> IpAddr {
    text.parse().expect("it is an address")
}

fn a(name: &str) -> DnsQuestion {
    DnsQuestion::A(name.to_owned())
}

#[tokio::test]
async fn each_kind_of_question_has_its_kind_of_answer() {
    let server = Dnsmasq::start(&RECORDS);
    let (dns, graph) = start(Resolver::asking([server.address]));
    for (question, answer) in [
        (
            a("mail.example.org"),
            DnsAnswer::Addresses(vec![ip("192.0.2.7")]),
        ),
        (
            DnsQuestion::Aaaa("MAIL.example.org.".to_owned()),
            DnsAnswer::Addresses(vec![ip("2001:db8::7")]),
        ),
        (
            DnsQuestion::Ptr(ip("192.0.2.7")),
            DnsAnswer::Names(vec!["mail.example.org".to_owned()]),
        ),
        (
            DnsQuestion::Ptr(ip("2001:db8::7")),
            DnsAnswer::Names(vec!["mail.example.org".to_owned()]),
        ),
        (
            DnsQuestion::Mx("example.org".to_owned()),
            DnsAnswer::Exchanges(vec![
                Exchange {
                    preference: 10,
                    host: "mail.example.org".to_owned(),
                },
                Exchange {
                    preference: 20,
                    host: "second.example.org".to_owned(),
                },
            ]),
        ),
        (
            // The pieces of a text are one text.
            DnsQuestion::Txt("example.org".to_owned()),
            DnsAnswer::Texts(vec!["v=spf1 mx-all".to_owned()]),
        ),
    ] {
        assert_eq!(ask(&dns, question).await, Ok(answer));
    }
    drop(dns);
    graph.join().await.expect("it ends well");
}

#[tokio::test]
async fn a_name_is_confirmed_if_it_leads_back_to_its_address() {
    let server = Dnsmasq::start(&RECORDS);
    let (dns, _graph) = start(Resolver::asking([server.address]));
    for (address, names) in [
        ("192.0.2.7", vec!["mail.example.org".to_owned()]),
        ("2001:db8::7", vec!["mail.example.org".to_owned()]),
        ("192.0.2.8", vec![]),
    ] {
        let question = DnsQuestion::ConfirmedNames(ip(address));
        assert_eq!(ask(&dns, question).await, Ok(DnsAnswer::Names(names)));
    }
    let question = DnsQuestion::ConfirmedNames(ip("192.0.2.99"));
    assert_eq!(problem(&dns, question).await, DnsProblem::NoSuchName);
}

#[tokio::test]
async fn what_does_not_exist_is_told_from_what_nobody_answers() {
    let server = Dnsmasq::start(&RECORDS);
    let (dns, _graph) = start(Resolver::asking([server.address]));
    let question = a("nobody.example.org");
    assert_eq!(
        problem(&dns, question.clone()).await,
        DnsProblem::NoSuchName
    );
    let error = ask(&dns, question).await.expect_err("there is nothing");
    assert!(error.is_absent());
    let words = "A of `nobody.example.org`: there is no such name";
    assert_eq!(error.to_string(), words);

    let question = DnsQuestion::Aaaa("other.example.org".to_owned());
    assert_eq!(problem(&dns, question).await, DnsProblem::NoSuchRecord);

    for bad in ["", ".", &"a".repeat(64), &"a.".repeat(200), "a..b"] {
        assert_eq!(problem(&dns, a(bad)).await, DnsProblem::BadName, "{bad}");
    }

    // The server refuses to speak of others.
    let error = ask(&dns, a("example.net")).await.expect_err("it refuses");
    assert!(!error.is_absent());
    assert!(matches!(error.problem, DnsProblem::Failed(_)), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_dead_server_costs_no_more_than_the_time_that_was_said() {
    let silent = UdpSocket::bind("127.0.0.1:0").expect("there is a port");
    let limit = Duration::from_secs(4);
    let resolver = Resolver::asking([silent.local_addr().expect("it is bound")]);
    let (dns, graph) = start(resolver.timeout(limit));
    let start = tokio::time::Instant::now();
    let asked = (0..20).map(|number| {
        let dns = dns.clone();
        tokio::spawn(async move { problem(&dns, a(&format!("a{number}.example.org"))).await })
    });
    for answer in asked.collect::<Vec<_>>() {
        assert_eq!(answer.await.expect("it ends"), DnsProblem::TimedOut(limit));
    }
    assert!(start.elapsed() < limit * 2, "they wait side by side");
    drop(dns);
    graph.join().await.expect("it ends well");
}

#[tokio::test(start_paused = true)]
async fn no_more_questions_than_were_said_are_under_way_at_once() {
    let silent = UdpSocket::bind("127.0.0.1:0").expect("there is a port");
    let limit = Duration::from_secs(4);
    let resolver = Resolver::asking([silent.local_addr().expect("it is bound")]);
    let (dns, _graph) = start(resolver.timeout(limit).at_once(1));
    let start = tokio::time::Instant::now();
    let both = tokio::join!(
        problem(&dns, a("a.example.org")),
        problem(&dns, a("b.example.org"))
    );
    assert_eq!(
        both,
        (DnsProblem::TimedOut(limit), DnsProblem::TimedOut(limit))
    );
    assert!(start.elapsed() >= limit * 2, "one after the other");
}

#[tokio::test]
async fn an_answer_is_kept_when_its_server_is_gone() {
    let server = Dnsmasq::start(&RECORDS);
    let (dns, _graph) = start(Resolver::asking([server.address]));
    let answer = Ok(DnsAnswer::Addresses(vec![ip("192.0.2.7")]));
    assert_eq!(ask(&dns, a("mail.example.org")).await, answer);
    drop(server);
    assert_eq!(ask(&dns, a("mail.example.org")).await, answer);
}

#[tokio::test]
async fn many_questions_at_once_are_all_answered() {
    let server = Dnsmasq::start(&RECORDS);
    let (dns, graph) = start(Resolver::asking([server.address]));
    let asked = (0..500).map(|number| {
        let dns = dns.clone();
        let name = format!("n{number}.example.org");
        tokio::spawn(async move { problem(&dns, a(&name)).await })
    });
    for answer in asked.collect::<Vec<_>>() {
        assert_eq!(answer.await.expect("it ends"), DnsProblem::NoSuchName);
    }
    drop(dns);
    graph.join().await.expect("it ends well");
}

#[tokio::test(start_paused = true)]
async fn who_is_told_to_finish_answers_what_was_asked() {
    let silent = UdpSocket::bind("127.0.0.1:0").expect("there is a port");
    let limit = Duration::from_millis(100);
    let resolver = Resolver::asking([silent.local_addr().expect("it is bound")]);
    let (dns, graph) = start(resolver.timeout(limit));
    let asking = tokio::spawn(async move { problem(&dns, a("a.example.org")).await });
    // Until the question is under way.
    tokio::time::sleep(limit / 10).await;
    graph.shutdown(Shutdown::Finish);
    assert_eq!(asking.await.expect("it ends"), DnsProblem::TimedOut(limit));
    graph.join().await.expect("it ends well");
}

#[tokio::test]
async fn a_resolver_without_servers_says_so() {
    let (_dns, graph) = start(Resolver::asking([]));
    let fault = graph.join().await.expect_err("nobody can be asked");
    let words = "cannot take the DNS servers from the servers that were given: there is none";
    assert!(fault.to_string().contains(words), "{fault}");
}
