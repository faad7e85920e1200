//! `grey list`, `allow`, `forget` and `expire`.

use crate::daemon::Folder;
use crate::load::{Load, Postfix};

fn count(text: &str) -> usize {
    text.lines().count()
}

#[test]
fn list_tells_kinds_apart_and_stops_where_it_is_told() {
    let folder = Folder::new("policy.delay = '0s'");
    let daemon = folder.start();
    let load = Load::on(daemon.postfix);
    let mut postfix = Postfix::to(daemon.postfix);
    for _ in 0..2 {
        postfix.asks("192.0.2.7", "ann@a.example", "jo@example.com");
    }
    folder.says(&["allow", "198.51.100.0/24"]);
    let passed = folder.says(&["list", "--passed"]);
    let said = "passed   192.0.2.0/24 <ann@a.example> <jo@example.com> since 20";
    assert!(passed.starts_with(said) && count(&passed) == 1, "{passed}");
    let clients = folder.says(&["list", "--clients"]);
    assert!(
        clients.starts_with("counted  192.0.2.0/24 since 20"),
        "{clients}"
    );
    assert!(clients.trim_end().ends_with("passes=1"), "{clients}");
    let allowed = folder.says(&["list", "--allowed"]);
    assert!(
        allowed.starts_with("allowed  198.51.100.0/24 since 20"),
        "{allowed}"
    );
    assert!(allowed.trim_end().ends_with("for good"), "{allowed}");
    let waiting = folder.says(&["list", "--waiting", "--limit", "7"]);
    assert_eq!(count(&waiting), 7, "{waiting}");
    assert!(
        waiting
            .lines()
            .all(|line| line.starts_with("waiting  203.0.113.0/24 <"))
    );
    // All kinds, the load's among them, and it goes on meanwhile.
    let before = load.answered();
    let all = folder.says(&["list", "--json"]);
    assert!(u64::try_from(count(&all)).expect("a number") >= before.min(250) + 3);
    for row in all.lines() {
        assert!(
            row.starts_with(r#"{"kind":""#) && row.ends_with('}'),
            "{row}"
        );
    }
    load.ends();
    daemon.ends_well();
}

#[test]
fn more_than_a_piece_is_listed_once_each_while_more_come() {
    let folder = Folder::new("");
    let daemon = folder.start();
    let mut postfix = Postfix::to(daemon.postfix);
    let sender = |number: u32| {
        let letter = |place: u32| char::from_digit(10 + number / 26_u32.pow(place) % 26, 36);
        let name: Option<String> = (0..3).map(letter).collect();
        format!("{}@many.example", name.expect("letters"))
    };
    for number in 0..1000 {
        postfix.asks("192.0.2.7", &sender(number), "jo@example.com");
    }
    let load = Load::on(daemon.postfix);
    let all = folder.says(&["list", "--waiting"]);
    let many = all.lines().filter(|line| line.contains("@many.example"));
    let mut many: Vec<&str> = many.collect();
    assert_eq!(many.len(), 1000);
    many.dedup();
    assert_eq!(many.len(), 1000);
    load.ends();
    daemon.ends_well();
}

#[test]
fn who_is_allowed_passes_at_once_also_after_a_restart() {
    let folder = Folder::new("");
    let daemon = folder.start();
    let load = Load::on(daemon.postfix);
    for (whom, said) in [
        ("192.0.2.0/24", "until `grey forget --allowed 192.0.2.0/24`"),
        (".b.example", "until `grey forget --allowed .b.example`"),
    ] {
        let printed = folder.says(&["allow", whom]);
        assert_eq!(printed, format!("{whom} is let through {said}\n"));
    }
    let printed = folder.says(&["allow", "ann@a.example", "--for", "2h"]);
    assert_eq!(printed, "ann@a.example is let through for 2h\n");
    let attempts = [
        ["192.0.2.7", "jo@c.example"],
        ["198.51.100.1", "jo@mail.b.example"],
        ["198.51.100.1", "ann@a.example"],
    ];
    let all_pass = |daemon: &crate::daemon::Daemon| {
        let mut postfix = Postfix::to(daemon.postfix);
        for [client, sender] in attempts {
            let action = postfix.asks(client, sender, "di@example.com");
            assert_eq!(action, "action=DUNNO", "{client} {sender}");
            let why = folder.says(&["why", client, sender, "di@example.com"]);
            assert!(why.contains("\nnow: pass by allowed, "), "{why}");
        }
        let action = postfix.asks("198.51.100.1", "jo@c.example", "di@example.com");
        assert!(action.starts_with("action=DEFER"), "{action}");
    };
    all_pass(&daemon);
    load.ends();
    // What it has said is done is on disk.
    daemon.dies();
    let daemon = folder.start();
    all_pass(&daemon);
    let allowed = ["forget", "--allowed", "192.0.2.0/24"];
    assert_eq!(folder.says(&allowed), "forgot 1 entry\n");
    assert_eq!(folder.says(&allowed), "nothing was remembered of it\n");
    let action = Postfix::to(daemon.postfix).asks("192.0.2.7", "jo@c.example", "di@example.com");
    assert!(action.starts_with("action=DEFER"), "{action}");
    assert_eq!(count(&folder.says(&["list", "--allowed"])), 2);
    daemon.ends_well();
}

#[test]
fn forget_makes_strangers_and_says_of_how_many() {
    for hash in ["", "policy.hash = true"] {
        let folder = Folder::new(&format!("policy.delay = '0s'\n{hash}"));
        let daemon = folder.start();
        let load = Load::on(daemon.postfix);
        let mut postfix = Postfix::to(daemon.postfix);
        let mut pass = |client: &str, recipient: &str| {
            postfix.asks(client, "ann@a.example", recipient);
            let action = postfix.asks(client, "ann@a.example", recipient);
            assert!(action.starts_with("action=PREPEND") || action == "action=DUNNO");
        };
        for recipient in ["jo@example.com", "di@example.com"] {
            pass("192.0.2.7", recipient);
            pass("198.51.100.7", recipient);
        }
        let triplet = ["192.0.2.9", "Ann@A.example", "jo@example.com"];
        let forget = ["forget", triplet[0], triplet[1], triplet[2]];
        assert_eq!(folder.says(&forget), "forgot 1 entry\n");
        assert_eq!(folder.says(&forget), "nothing was remembered of it\n");
        let why = folder.says(&["why", triplet[0], triplet[1], triplet[2]]);
        assert!(why.contains("now: defer by first-attempt"), "{why}");
        // Two triplets, and what is counted of the network.
        let network = ["forget", "--client", "198.51.100.0/25"];
        assert_eq!(folder.says(&network), "forgot 3 entries\n");
        // One triplet, and the network.
        let address = ["forget", "--client", "192.0.2.200"];
        assert_eq!(folder.says(&address), "forgot 2 entries\n");
        assert_eq!(folder.says(&["list", "--passed"]), "");
        load.ends();
        daemon.ends_well();
    }
}

#[test]
fn expire_removes_what_is_over_and_what_it_is_told() {
    let folder = Folder::new("policy.delay = '0s'\npolicy.window = '1s'");
    let daemon = folder.start();
    let mut postfix = Postfix::to(daemon.postfix);
    // On a busy machine the second may come when the time of the first is over.
    let mut comes = |recipient| postfix.asks("192.0.2.7", "ann@a.example", recipient);
    while comes("jo@example.com").starts_with("action=DEFER") {}
    comes("di@example.com");
    folder.says(&["allow", "b.example"]);
    // Nobody tells when an entry is over; that it is over is seen.
    let start = std::time::Instant::now();
    while !folder
        .says(&["list"])
        .contains("over     192.0.2.0/24 <ann@a.example> <di@")
    {
        assert!(start.elapsed().as_secs() < 60, "it is never over");
    }
    assert_eq!(folder.says(&["expire"]), "removed 1 entry\n");
    assert_eq!(folder.says(&["expire"]), "removed 0 entries\n");
    assert_eq!(
        folder.says(&["expire", "--older", "35d"]),
        "removed 0 entries\n"
    );
    let load = Load::on(daemon.postfix);
    let said = folder.says(&["expire", "--all"]);
    let removed = said
        .strip_prefix("removed ")
        .and_then(|said| said.split(' ').next());
    let removed: u64 = removed.and_then(|count| count.parse().ok()).expect(&said);
    let answered = load.ends();
    // The triplet that had passed, its network, and those of the load so far.
    assert!(
        (3..=answered + 2).contains(&removed),
        "{removed} {answered}"
    );
    assert_eq!(folder.says(&["list", "--passed"]), "");
    // What an administrator has said is not over with that.
    assert_eq!(count(&folder.says(&["list", "--allowed"])), 1);
    daemon.ends_well();
}
