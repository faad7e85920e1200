//! `grey why`.

use crate::daemon::Folder;
use crate::dnsmasq::Dnsmasq;
use crate::load::{Load, Postfix};
use std::collections::BTreeSet;

const ANN: [&str; 3] = ["192.0.2.7", "ann@a.example", "jo@example.com"];

/// What is remembered, without those of the load.
fn remembered(folder: &Folder) -> BTreeSet<String> {
    let all = folder.says(&["list"]);
    let own = all.lines().filter(|line| !line.contains("load.example"));
    own.map(str::to_owned).collect()
}

#[test]
fn why_says_by_which_rule_and_until_when_and_changes_nothing() {
    let folder = Folder::new("policy.delay = '1h'");
    let daemon = folder.start();
    let load = Load::on(daemon.postfix);
    let why = ["why", ANN[0], ANN[1], ANN[2]];

    let stranger = folder.says(&why);
    assert!(
        stranger.contains("\nnow: defer by first-attempt, "),
        "{stranger}"
    );
    assert!(
        stranger.contains("it would have to wait 1h, until 20"),
        "{stranger}"
    );
    assert!(stranger.contains("\nremembered: nothing\n"), "{stranger}");
    assert_eq!(remembered(&folder), BTreeSet::new());

    let action = Postfix::to(daemon.postfix).asks(ANN[0], ANN[1], ANN[2]);
    assert!(action.starts_with("action=DEFER"), "{action}");
    let before = remembered(&folder);
    assert_eq!(before.len(), 1);
    let waiting = folder.says(&why);
    for said in [
        "may-relay            no   `server.relay` is empty\n",
        "known-triplet        no   it has not passed yet\n",
        "\nremembered: waiting  192.0.2.0/24 <ann@a.example> <jo@example.com> since 20",
        "\nnow: defer by too-early, asked at 20",
        "; it may pass in ",
    ] {
        assert!(waiting.contains(said), "{said}: {waiting}");
    }
    // The same from a neighbour, in other words for the same sender.
    let neighbour = [
        "why",
        "192.0.2.99",
        "<Ann+shop@A.example>",
        "<JO@example.com>",
    ];
    assert!(folder.says(&neighbour).contains("now: defer by too-early"));
    let json = folder.says(&["why", "--json", ANN[0], ANN[1], ANN[2]]);
    assert!(
        json.contains(r#""verdict":"defer","rule":"too-early","left":3"#),
        "{json}"
    );
    assert_eq!(remembered(&folder), before);
    load.ends();
    daemon.ends_well();
}

#[test]
fn why_knows_who_has_passed_also_where_addresses_are_hashed() {
    let folder = Folder::new("policy.hash = true\npolicy.delay = '0s'");
    let daemon = folder.start();
    let load = Load::on(daemon.postfix);
    let mut postfix = Postfix::to(daemon.postfix);
    assert!(
        postfix
            .asks(ANN[0], ANN[1], ANN[2])
            .starts_with("action=DEFER")
    );
    let why = ["why", ANN[0], ANN[1], ANN[2]];
    let returned = folder.says(&why);
    assert!(
        returned.contains("\nnow: pass by returned, asked at 20"),
        "{returned}"
    );
    let returned = postfix.asks(ANN[0], ANN[1], ANN[2]);
    assert!(
        returned.starts_with("action=PREPEND X-Greylist"),
        "{returned}"
    );
    let known = folder.says(&why);
    for said in [
        "known-triplet        yes  passed ",
        "\nremembered: passed   192.0.2.0/24 <#",
        "\nremembered: counted  192.0.2.0/24 since ",
        "\nnow: pass by known-triplet, asked at 20",
        "; so it stays for ",
    ] {
        assert!(known.contains(said), "{said}: {known}");
    }
    assert!(!known.contains("<ann@a.example>"), "{known}");
    load.ends();
    daemon.ends_well();
}

#[test]
fn why_asks_the_dns_as_a_decision_does() {
    let dns = Dnsmasq::start(&["host-record=mail.a.example,192.0.2.7", "local=/arpa/"]);
    let folder = Folder::new(&format!(
        "exempt.names = ['.a.example']\n\
         dns.servers = ['{}']\n\
         dns.timeout = '10s'",
        dns.address,
    ));
    let daemon = folder.start();
    let named = folder.says(&["why", ANN[0], ANN[1], ANN[2]]);
    let said = "exempt-name          yes  confirmed name `mail.a.example`, `.a.example` of";
    assert!(named.contains(said), "{named}");
    let nameless = folder.says(&["why", "192.0.2.8", ANN[1], ANN[2]]);
    let said = "exempt-name          no   it has no reverse name\n";
    assert!(nameless.contains(said), "{nameless}");
    daemon.ends_well();
}

#[test]
fn a_bounce_and_a_greeting_are_explained_where_they_are_judged() {
    let folder = Folder::new("exempt.helos = ['mail.b.example']");
    let daemon = folder.start();
    let bounce = folder.says(&["why", ANN[0], "<>", ANN[2]]);
    assert!(bounce.contains("now: defer by first-attempt"), "{bounce}");
    let said = "exempt-helo          no   what it calls itself is not known\n";
    assert!(bounce.contains(said), "{bounce}");
    let helo = ["why", "--helo", "mail.b.example", ANN[0], "", ANN[2]];
    let greeting = folder.says(&helo);
    assert!(greeting.contains("now: pass by exempt-helo"), "{greeting}");
    daemon.ends_well();
}

#[test]
fn why_goes_by_the_settings_that_hold_now() {
    let folder = Folder::new("");
    let daemon = folder.start();
    let why = ["why", ANN[0], ANN[1], ANN[2]];
    assert!(folder.says(&why).contains("now: defer by first-attempt"));
    folder.set("exempt.clients = ['192.0.2.0/28']");
    daemon.reads_again();
    let exempt = folder.says(&why);
    let said = "exempt-client        yes  `192.0.2.0/28` of `exempt.clients`\n";
    assert!(exempt.contains(said), "{exempt}");
    folder.set("policy.shadow = true");
    daemon.reads_again();
    let noted = folder.says(&why);
    assert!(noted.contains("now: defer by first-attempt, "), "{noted}");
    let said = "; in shadow mode it passes all the same\n";
    assert!(noted.ends_with(said), "{noted}");
    daemon.ends_well();
}
