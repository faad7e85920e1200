//! SPF, with the records of a real server.

#[path = "../common/dnsmasq.rs"]
mod dnsmasq;

use dnsmasq::Dnsmasq;
use kamaelia::prelude::*;
use kamaelia::{Handle, InboxAddress};
use kamaelia_std::chat::smtp::spf::SpfResult::{
    self, Fail, Neutral, None as Nothing, Pass, PermError, SoftFail, TempError,
};
use kamaelia_std::chat::smtp::spf::check_spf;
use kamaelia_std::net::dns::{DnsRequest, Resolver};
use std::net::UdpSocket;
use std::time::Duration;

/// A server that has these records of `example.org`'s hosts, `name: text`, and a resolver
/// that asks it.
struct Domain {
    dns: InboxAddress<DnsRequest>,
    _server: Dnsmasq,
    _graph: Handle,
}

impl Domain {
    fn with(texts: &[(&str, &str)], more: &[&str]) -> Domain {
        let texts = texts.iter().map(|(name, text)| {
            // A comma would begin another piece of the text.
            assert!(!text.contains(','));
            format!("txt-record={name},{text}")
        });
        let mut options: Vec<String> = texts.collect();
        options.extend(["example.org", "example.net", "arpa"].map(|it| format!("local=/{it}/")));
        options.extend(more.iter().map(ToString::to_string));
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let server = Dnsmasq::start(&options);
        let mut resolver = Resolver::asking([server.address]);
        let dns = resolver.requests().address();
        let graph = graphline! { DNS = resolver; };
        Domain {
            dns,
            _server: server,
            _graph: graph.spawn(),
        }
    }

    async fn check(&self, client: &str, sender: &str) -> SpfResult {
        let client = client.parse().expect("it is an address");
        let sender = sender.parse().expect("it is an address of mail");
        check_spf(&self.dns, client, "helo.example.org", Some(&sender)).await
    }
}

/// What `jo@example.org` gets with this record, from each of these clients.
async fn check(record: &str, more: &[&str], clients: &[(&str, SpfResult)]) {
    let domain = Domain::with(&[("example.org", record)], more);
    for (client, result) in clients {
        let checked = domain.check(client, "jo@example.org").await;
        assert_eq!(checked, *result, "{record}: {client}");
    }
}

#[tokio::test]
async fn the_first_mechanism_that_matches_decides() {
    check(
        "v=spf1 -ip4:192.0.2.66 ip4:192.0.2.0/24 ip6:2001:db8::/32 ~ip4:198.51.100.1 ?ip4:198.51.100.2 -all",
        &[],
        &[
            ("192.0.2.7", Pass),
            ("::ffff:192.0.2.7", Pass),
            ("192.0.2.66", Fail),
            ("2001:db8::1", Pass),
            ("198.51.100.1", SoftFail),
            ("198.51.100.2", Neutral),
            ("203.0.113.1", Fail),
        ],
    )
    .await;
    check("v=spf1 ip4:192.0.2.7", &[], &[("192.0.2.8", Neutral)]).await;
}

#[tokio::test]
async fn hosts_exchanges_and_names_of_a_domain_may_send() {
    let more = [
        "host-record=example.org,192.0.2.1",
        "host-record=a.example.org,192.0.2.7,2001:db8::7",
        "host-record=m.example.org,192.0.2.9,2001:db8::9",
        "mx-host=example.org,m.example.org,10",
    ];
    let record = "v=spf1 a mx a:a.example.org/31//64 -all";
    let clients = [
        ("192.0.2.1", Pass),
        ("192.0.2.9", Pass),
        ("2001:db8::9", Pass),
        ("192.0.2.6", Pass),
        ("192.0.2.8", Fail),
        ("2001:db8::ffff", Pass),
        ("2001:db8:1::7", Fail),
    ];
    check(record, &more, &clients).await;
    let clients = [
        ("192.0.2.7", Pass),
        ("192.0.2.1", Pass),
        ("192.0.2.8", Fail),
    ];
    check("v=spf1 ptr -all", &more, &clients).await;
    let clients = [("192.0.2.7", Pass), ("192.0.2.9", Fail)];
    check("v=spf1 ptr:a.example.org -all", &more, &clients).await;
}

#[tokio::test]
async fn what_a_name_is_made_of_may_depend_on_the_sender() {
    let more = ["host-record=7.2.0.192.jo.example.org,127.0.0.2"];
    let record = "v=spf1 exists:%{ir}.%{l}.%{d} -all";
    check(record, &more, &[("192.0.2.7", Pass), ("192.0.2.8", Fail)]).await;
    let more = [
        "host-record=mx.example.org,192.0.2.7",
        "host-record=mx.example.org.ok.example.org,127.0.0.2",
    ];
    let record = "v=spf1 exists:%{p}.ok.%{d} -all";
    check(record, &more, &[("192.0.2.7", Pass), ("192.0.2.8", Fail)]).await;
}

#[tokio::test]
async fn one_domain_may_speak_for_another() {
    let texts = [
        (
            "example.org",
            "v=spf1 include:in.example.org redirect=to.example.org",
        ),
        ("in.example.org", "v=spf1 ip4:192.0.2.7 -all"),
        ("to.example.org", "v=spf1 ip4:192.0.2.8 -all"),
        (
            "bad.example.org",
            "v=spf1 include:nothing.example.org ip4:192.0.2.7",
        ),
        ("lost.example.org", "v=spf1 redirect=nothing.example.org"),
        ("ring.example.org", "v=spf1 include:ring.example.org -all"),
    ];
    let domain = Domain::with(&texts, &[]);
    for (client, sender, result) in [
        ("192.0.2.7", "jo@example.org", Pass),
        ("192.0.2.8", "jo@example.org", Pass),
        ("192.0.2.9", "jo@example.org", Fail),
        ("192.0.2.7", "jo@bad.example.org", PermError),
        ("192.0.2.7", "jo@lost.example.org", PermError),
        ("192.0.2.7", "jo@ring.example.org", PermError),
    ] {
        assert_eq!(
            domain.check(client, sender).await,
            result,
            "{client} {sender}"
        );
    }
}

#[tokio::test]
async fn a_domain_that_says_nothing_is_no_domain_that_forbids() {
    let domain = Domain::with(&[("example.org", "v=spf10 -all")], &[]);
    for sender in [
        "jo@example.org",
        "jo@nobody.example.org",
        "jo@[192.0.2.7]",
        "jo@localhost",
    ] {
        assert_eq!(domain.check("192.0.2.7", sender).await, Nothing, "{sender}");
    }
}

#[tokio::test]
async fn what_makes_no_sense_or_costs_too_much_is_an_error_of_the_domain() {
    let nobody = [("192.0.2.7", PermError)];
    check("v=spf1 ip4:192.0.2.7 moo -all", &[], &nobody).await;
    check(
        "v=spf1 a:a.example.org a:b.example.org a:c.example.org -all",
        &[],
        &nobody,
    )
    .await;
    let host = ["host-record=a.example.org,192.0.2.1"];
    let many = format!("v=spf1{} -all", " a:a.example.org".repeat(11));
    check(&many, &host, &nobody).await;
    let enough = format!("v=spf1{} -all", " a:a.example.org".repeat(10));
    check(&enough, &host, &[("192.0.2.7", Fail)]).await;
    let twice = [
        ("example.org", "v=spf1 +all"),
        ("example.org", "v=spf1 -all"),
    ];
    let domain = Domain::with(&twice, &[]);
    assert_eq!(domain.check("192.0.2.7", "jo@example.org").await, PermError);
}

#[tokio::test]
async fn without_a_sender_the_name_of_the_client_counts() {
    let domain = Domain::with(&[("helo.example.org", "v=spf1 ip4:192.0.2.7 -all")], &[]);
    for (client, result) in [("192.0.2.7", Pass), ("192.0.2.8", Fail)] {
        let client = client.parse().expect("it is an address");
        let checked = check_spf(&domain.dns, client, "helo.example.org", None).await;
        assert_eq!(checked, result);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_silent_is_an_error_for_now() {
    let silent = UdpSocket::bind("127.0.0.1:0").expect("there is a port");
    let mut resolver = Resolver::asking([silent.local_addr().expect("it is bound")]);
    let dns = resolver.requests().address();
    let graph = graphline! { DNS = resolver.timeout(Duration::from_secs(2)); };
    let graph = graph.spawn();
    let sender = "jo@example.org".parse().expect("it is an address of mail");
    let client = "192.0.2.7".parse().expect("it is an address");
    assert_eq!(check_spf(&dns, client, "x", Some(&sender)).await, TempError);
    graph.stop();
    // So is a resolver that has ended.
    assert_eq!(check_spf(&dns, client, "x", Some(&sender)).await, TempError);
}
