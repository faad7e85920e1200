//! What one of two has decided, the other knows.

use crate::asker::{Answer, ask};
use crate::daemon;
use crate::postgres::Postgres;
use crate::program::Program;
use std::time::{Duration, Instant};

/// Two that start at the same moment, at a database with nothing in it.
fn two(folder: &tempfile::TempDir, postgres: &Postgres, settings: &str) -> [Program; 2] {
    [(); 2].map(|()| daemon::start(folder.path(), postgres, settings))
}

#[test]
fn a_pass_at_one_is_honoured_by_the_other_at_once() {
    let (postgres, folder) = (Postgres::start(), folder());
    let settings = "server.listen = []\npolicy.delay = '2s'\nclients.passes = 2\n\
                    clients.every = '0s'\n";
    let both = two(&folder, &postgres, settings);
    let [one, other] = both.each_ref().map(|daemon| daemon.listens_for("Postfix"));
    let first = Instant::now();
    assert_eq!(ask(one, 1, "ann@home.example"), Answer::Greylisted);
    let returned = ask(other, 1, "ann@home.example");
    // Times are kept in whole seconds: two of them may be little more than one.
    let nearly = Duration::from_secs(1);
    assert!(returned == Answer::Greylisted || first.elapsed() >= nearly);
    let returned = Instant::now();
    while ask(one, 1, "ann@home.example") != Answer::Pass {
        assert!(
            returned.elapsed() < Duration::from_secs(10),
            "it never passes"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(ask(other, 1, "ann@home.example"), Answer::Pass);

    // Another sender from there comes back, to the other one; then the network is trusted.
    assert_eq!(ask(other, 1, "bob@home.example"), Answer::Greylisted);
    let returned = Instant::now();
    while ask(other, 1, "bob@home.example") != Answer::Pass {
        assert!(
            returned.elapsed() < Duration::from_secs(10),
            "it never passes"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(ask(one, 1, "carl@home.example"), Answer::Pass);

    // It is so also when the one has gone that has seen him pass.
    drop(both);
    let third = daemon::start(folder.path(), &postgres, settings);
    assert_eq!(
        ask(third.listens_for("Postfix"), 1, "ann@home.example"),
        Answer::Pass
    );
}

#[test]
fn two_that_start_together_hash_with_one_secret() {
    let (postgres, folder) = (Postgres::start(), folder());
    let settings = "server.listen = []\npolicy.delay = '0s'\npolicy.hash = true\n\
                    clients.passes = 0\n";
    let both = two(&folder, &postgres, settings);
    let addresses = both.each_ref().map(|daemon| daemon.listens_for("Postfix"));
    // The first question to each, at the same moment.
    let first = addresses.map(|address| {
        let sender = format!("s@{}.example", address.port());
        std::thread::spawn(move || ask(address, 1, &sender))
    });
    for answer in first {
        assert_eq!(answer.join().expect("it answers"), Answer::Greylisted);
    }
    for address in addresses {
        let [one, other] = addresses;
        let elsewhere = if address == one { other } else { one };
        let sender = format!("s@{}.example", address.port());
        assert_eq!(ask(elsewhere, 1, &sender), Answer::Pass);
    }
    let rows = postgres.sql("grey", "select encode(key, 'escape') from grey");
    assert!(
        rows.contains("msecret") && !rows.contains("jo@example.com"),
        "{rows}"
    );
}

#[test]
fn one_of_two_removes_what_is_over() {
    let (postgres, folder) = (Postgres::start(), folder());
    let settings = "server.listen = []\npolicy.delay = '0s'\npolicy.window = '1s'\n\
                    store.prune_every = '2s'\n";
    let both = two(&folder, &postgres, settings);
    let addresses = both.each_ref().map(|daemon| daemon.listens_for("Postfix"));
    for (number, address) in addresses.into_iter().enumerate() {
        assert_eq!(ask(address, number, "ann@home.example"), Answer::Greylisted);
    }
    let rows = || postgres.sql("grey", "select encode(key, 'escape') from grey");
    let start = Instant::now();
    while rows() != "mpruned\n" {
        assert!(start.elapsed() < Duration::from_secs(30), "{}", rows());
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_password_stands_in_a_file_that_is_in_reach_of_who_has_given_up_all_others() {
    let (mut postgres, folder) = (Postgres::start(), folder());
    let rules = "local all postgres trust\nhost all postgres 127.0.0.1/32 trust\n\
                 host all grey 127.0.0.1/32 scram-sha-256\n";
    std::fs::write(postgres.data().join("pg_hba.conf"), rules).expect("it is writable");
    postgres.stop();
    postgres.run();
    let file = folder.path().join("password");
    let settings = |file: &std::path::Path| {
        format!(
            "server.listen = []\npolicy.delay = '0s'\nsecurity.sandbox = 'best-effort'\n\
             store.shared_password_file = {file:?}\n"
        )
    };
    std::fs::write(&file, "open sesame\n").expect("it is writable");
    let daemon = daemon::start(folder.path(), &postgres, &settings(&file));
    let asks = daemon.listens_for("Postfix");
    assert_eq!(ask(asks, 1, "ann@home.example"), Answer::Greylisted);

    let wrong = folder.path().join("wrong");
    std::fs::write(&wrong, "open barley").expect("it is writable");
    let daemon = daemon::start(folder.path(), &postgres, &settings(&wrong));
    let said = daemon.says("is out of reach");
    assert!(said.contains("password authentication failed"), "{said}");
    assert!(!said.contains("barley"), "{said}");
    let daemon = daemon::start(folder.path(), &postgres, &settings("/no/such".as_ref()));
    daemon.says("cannot read the password in `/no/such`");
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}
