//! Two at one database, either of which is killed at any moment while many ask; then the
//! database too.
//!
//! One is killed six times, or as often as `KAMAELIA_GREY_SHARED_KILLS` says.

use crate::asker::{Answer, Asker};
use crate::daemon;
use crate::postgres::Postgres;
use futures::executor::block_on;
use grey::policy::Row;
use kamaelia::prelude::*;
use kamaelia_std::data::{AskTable, PostgresTable};
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

const KILLS: &str = "KAMAELIA_GREY_SHARED_KILLS";

/// How many ask at a time.
const CLIENTS: usize = 8;

/// How long nobody may pass.
const PATIENCE: Duration = Duration::from_secs(60);

const SETTINGS: &str = "server.listen = []\npolicy.delay = '0s'\nclients.passes = 0\n\
                        limits.connections_per_address = 1000\n";

/// What the clients have in common.
#[derive(Default)]
struct Shared {
    /// Where the two listen now.
    addresses: Mutex<Vec<SocketAddr>>,
    /// Who was told to pass: network and sender.
    passed: Mutex<Vec<(usize, String)>>,
    more: Condvar,
    is_over: AtomicBool,
}

impl Shared {
    fn address(&self, number: usize) -> SocketAddr {
        self.addresses.lock().expect("nobody has panicked")[number]
    }

    fn set_address(&self, number: usize, address: SocketAddr) {
        self.addresses.lock().expect("nobody has panicked")[number] = address;
    }

    fn wait_for_more(&self, count: usize) {
        let passed = self.passed.lock().expect("nobody has panicked");
        let enough = passed.len() + count;
        let waited = self
            .more
            .wait_timeout_while(passed, PATIENCE, |passed| passed.len() < enough);
        let (passed, waited) = waited.expect("nobody has panicked");
        assert!(!waited.timed_out(), "after {} nobody passes", passed.len());
    }
}

/// A client that knows what it was told.
struct Client {
    shared: Arc<Shared>,
    askers: [Option<(SocketAddr, Asker)>; 2],
    random: fastrand::Rng,
}

impl Client {
    fn start(number: usize, shared: &Arc<Shared>) -> JoinHandle<()> {
        let mut client = Client {
            shared: shared.clone(),
            askers: [None, None],
            random: fastrand::Rng::with_seed(number as u64),
        };
        thread::spawn(move || {
            for round in 0.. {
                let sender = format!("s@c{round}.example");
                if !client.comes_back(number, &sender) {
                    return;
                }
                let mut passed = client.shared.passed.lock().expect("nobody has panicked");
                passed.push((number, sender));
                client.shared.more.notify_all();
            }
        })
    }

    /// Comes until it passes, and then once more; whether it is not over before.
    fn comes_back(&mut self, network: usize, sender: &str) -> bool {
        let mut was_told = None;
        loop {
            let Some(answer) = self.ask_somewhere(network, sender) else {
                return false;
            };
            match (was_told, answer) {
                // What it was told when it came first, each of the two knows: it has been
                // there, and now it is back.
                (Some(Answer::Greylisted), Answer::Greylisted) => {
                    panic!("{sender} has come before, and nobody knows it")
                }
                (Some(Answer::Pass), Answer::Greylisted) => {
                    panic!("{sender} has passed, and nobody knows it")
                }
                (Some(Answer::Pass), Answer::Pass) => return true,
                (_, answer) => was_told = Some(answer),
            }
        }
    }

    /// Asks one of the two until there is an answer that says something.
    fn ask_somewhere(&mut self, network: usize, sender: &str) -> Option<Answer> {
        while !self.shared.is_over.load(Ordering::Relaxed) {
            let which = self.random.usize(0..2);
            match self.ask(which, network, sender) {
                Ok(Answer::Unavailable) => {}
                Ok(answer) => return Some(answer),
                // It is killed, and will be back elsewhere.
                Err(_) => self.askers[which] = None,
            }
        }
        None
    }

    fn ask(&mut self, which: usize, network: usize, sender: &str) -> io::Result<Answer> {
        let address = self.shared.address(which);
        let asker = self.askers[which].take().filter(|(at, _)| *at == address);
        let mut asker = match asker {
            Some((_, asker)) => asker,
            None => Asker::connect(address)?,
        };
        let answer = asker.ask(network, sender)?;
        self.askers[which] = Some((address, asker));
        Ok(answer)
    }
}

#[test]
fn whichever_is_killed_nothing_that_was_answered_is_lost() {
    kill_at_random(SETTINGS, false);
}

#[test]
fn what_is_on_the_disk_of_the_database_is_not_lost_when_that_is_killed() {
    kill_at_random(&format!("{SETTINGS}store.sync = true\n"), true);
}

/// Kills one of the two again and again, or the database they share.
fn kill_at_random(settings: &str, also_the_database: bool) {
    let kills = std::env::var(KILLS).map_or(6, |kills| kills.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    let mut postgres = Postgres::start();
    let start = |postgres: &Postgres| daemon::start(folder.path(), postgres, settings);
    let mut daemons = [start(&postgres), start(&postgres)];
    let shared = Arc::<Shared>::default();
    let addresses = daemons
        .each_ref()
        .map(|daemon| daemon.listens_for("Postfix"));
    *shared.addresses.lock().expect("nobody has panicked") = addresses.to_vec();
    let clients = (0..CLIENTS).map(|number| Client::start(number, &shared));
    let clients: Vec<_> = clients.collect();

    let mut random = fastrand::Rng::new();
    for number in 0..kills {
        shared.wait_for_more(random.usize(1..60));
        // Somewhere in what follows.
        for _ in 0..random.usize(0..100_000) {
            std::hint::spin_loop();
        }
        if also_the_database && number % 3 == 0 {
            postgres.kill();
            postgres.run();
            continue;
        }
        let which = random.usize(0..2);
        // It is killed when the next takes its place.
        daemons[which] = start(&postgres);
        shared.set_address(which, daemons[which].listens_for("Postfix"));
    }
    shared.wait_for_more(100);
    shared.is_over.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().expect("each is known where it has been");
    }

    // Whoever has passed passes, at both.
    let passed = shared.passed.lock().expect("nobody has panicked");
    for daemon in 0..2 {
        let mut asker = Asker::connect(shared.address(daemon)).expect("it listens");
        for (network, sender) in &*passed {
            let answer = asker.ask(*network, sender).expect("it answers");
            assert_eq!(answer, Answer::Pass, "{sender} of {network}");
        }
    }
    assert!(whole_rows(&postgres) >= passed.len());
}

/// How many rows there are, all of which have to be whole.
fn whole_rows(postgres: &Postgres) -> usize {
    let count = async {
        let address = postgres.url().parse().expect("an address");
        let mut table = PostgresTable::new(address).table("grey".to_owned());
        let asked = table.inbox().address();
        let graph = graphline! { TABLE = table; }.spawn();
        let (mut count, mut after) = (0, None);
        loop {
            let piece = asked.scan("t", after, 1000).await.expect("it serves");
            let piece = piece.expect("it can be read");
            for entry in &piece.entries {
                let row = Row::decode(&entry.record.value).expect("no row is torn");
                assert!(row.first <= row.last && row.last <= row.expires, "{row:?}");
                assert_eq!(entry.record.stamp, u64::from(row.expires));
            }
            count += piece.entries.len();
            after = piece.next;
            if after.is_none() {
                break;
            }
        }
        drop(asked);
        graph.join().await.expect("it closes");
        count
    };
    block_on(count)
}
