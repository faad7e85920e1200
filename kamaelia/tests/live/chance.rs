//! Linkages that are made, cut and led elsewhere at random, from tasks and threads,
//! while messages flow between tasks, threads and components of one graph.
//!
//! `RANDOM_LINKS=100` plays a hundred times as many rounds; a round that fails says its
//! seed, and `RANDOM_LINKS_SEED` plays that one alone.

use fastrand::Rng;
use kamaelia::prelude::*;
use kamaelia::{InboxAddress, Linkage, OutboxAddress, Policy};
use std::collections::BTreeSet;
use std::env;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

const ROUNDS: u64 = 40;
const SENDERS: usize = 4;
const READERS: usize = 4;

/// One of what a sender sends. All have a part in one token: when nobody has one, none
/// is left.
struct Parcel {
    from: usize,
    number: u64,
    _token: Arc<()>,
}

type Received = Vec<(usize, u64)>;

/// Sends its parcels.
#[derive(Component)]
struct Sends {
    #[outbox(optional)]
    outbox: Outbox<Parcel>,
    from: usize,
    count: u64,
    token: Arc<()>,
    left: Arc<AtomicUsize>,
}

impl Main for Sends {
    async fn main(mut self) -> Outcome {
        let sent = send(&mut self.outbox, self.from, self.count, &self.token).await;
        self.left.fetch_sub(1, Ordering::SeqCst);
        sent
    }
}

async fn send(outbox: &mut Outbox<Parcel>, from: usize, count: u64, token: &Arc<()>) -> Outcome {
    for number in 0..count {
        let _token = token.clone();
        outbox
            .send(Parcel {
                from,
                number,
                _token,
            })
            .await?;
        if number % 16 == 0 {
            tokio::task::yield_now().await;
        }
    }
    Ok(())
}

/// Notes what it reads.
#[derive(Component)]
struct Reads {
    #[inbox(optional)]
    inbox: Inbox<Parcel>,
    received: Arc<Mutex<Received>>,
}

impl Main for Reads {
    async fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv().await {
            note(&self.received, &parcel);
        }
        Ok(())
    }
}

fn note(received: &Mutex<Received>, parcel: &Parcel) {
    let mut received = received.lock().expect("nobody panics with it");
    received.push((parcel.from, parcel.number));
}

fn policy(chance: &mut Rng, may_drop: bool) -> Policy {
    match chance.u8(0..if may_drop { 7 } else { 4 }) {
        0 => Policy::capacity(1),
        1 => Policy::capacity(3),
        2 => Policy::unbounded(),
        3 => Policy::default(),
        4 => Policy::latest(),
        5 => Policy::drop_newest(2),
        _ => Policy::drop_oldest(2),
    }
}

/// One that links: changes linkages until all senders are done.
struct Linker {
    chance: Rng,
    from: Vec<OutboxAddress<Parcel>>,
    to: Vec<InboxAddress<Parcel>>,
    linkages: Arc<Mutex<Vec<Linkage<Parcel>>>>,
    left: Arc<AtomicUsize>,
    cuts: bool,
}

impl Linker {
    /// One change; `false` if there is nothing to link any more.
    fn step(&mut self) -> bool {
        let Linker {
            chance,
            from,
            to,
            linkages,
            ..
        } = self;
        let to = &to[chance.usize(0..READERS)];
        let from = &from[chance.usize(0..SENDERS)];
        let policy = policy(chance, self.cuts);
        let mut linkages = linkages.lock().expect("nobody panics with it");
        let which = chance.usize(0..linkages.len().max(1));
        match chance.u8(0..if self.cuts { 4 } else { 2 }) {
            // Who has sent everything may be gone.
            0 => linkages.get_mut(which).map(|one| one.relink(to).is_ok()),
            1 => linkages
                .get_mut(which)
                .map(|one| one.set_policy(policy).is_ok()),
            2 => (which < linkages.len())
                .then(|| linkages.swap_remove(which).unlink())
                .map(|()| true),
            _ => from
                .link_with(to, policy)
                .map(|one| linkages.push(one))
                .ok()
                .map(|()| true),
        };
        self.left.load(Ordering::SeqCst) > 0
    }

    fn on_thread(mut self) {
        while self.step() {
            thread::yield_now();
        }
    }

    async fn on_task(mut self) {
        while self.step() {
            tokio::task::yield_now().await;
        }
    }
}

/// Plays a round; without cuts everything has to arrive.
async fn play(seed: u64, cuts: bool) {
    let mut chance = Rng::with_seed(seed);
    let count = chance.u64(1..600);
    let token = Arc::new(());
    let left = Arc::new(AtomicUsize::new(SENDERS));
    let received: [Arc<Mutex<Received>>; READERS] = Default::default();

    let sends = |from| Sends::new(from, count, token.clone(), left.clone());
    let (mut one, mut other, mut third) = (sends(0), sends(1), sends(2));
    let reads = |reader: usize| Reads::new(received[reader].clone());
    let (mut left_reader, mut right_reader) = (reads(0), reads(1));
    let (mut outbox, mut inboxes) = (Outbox::unlinked(), [Inbox::unlinked(), Inbox::unlinked()]);
    let from = vec![
        one.outbox().address(),
        other.outbox().address(),
        third.outbox().address(),
        outbox.address(),
    ];
    let mut to = vec![
        left_reader.inbox().address(),
        right_reader.inbox().address(),
    ];
    to.extend(inboxes.iter_mut().map(Inbox::address));
    let first = from.iter().map(|outbox| {
        let to = &to[chance.usize(0..READERS)];
        let policy = policy(&mut chance, cuts);
        outbox.link_with(to, policy).expect("both are there")
    });
    let linkages: Arc<Mutex<Vec<_>>> = Arc::new(Mutex::new(first.collect()));

    let mut linker = || Linker {
        chance: chance.fork(),
        from: from.clone(),
        to: to.clone(),
        linkages: linkages.clone(),
        left: left.clone(),
        cuts,
    };
    let (on_task, on_thread) = (linker(), linker());
    let on_task = tokio::spawn(on_task.on_task());
    let on_thread = thread::spawn(move || on_thread.on_thread());
    drop((from, to));

    let graph = graphline! {
        ONE = one;
        OTHER = other;
        THIRD = third on task;
        LEFT = left_reader;
        RIGHT = right_reader on task;
    };
    let graph = graph.spawn();
    let [on_a_task, mut on_a_thread] = inboxes;
    let mut on_a_task = on_a_task;
    let task = {
        let received = received[2].clone();
        tokio::spawn(async move {
            while let Some(parcel) = on_a_task.recv().await {
                note(&received, &parcel);
            }
        })
    };
    let blocking = {
        let received = received[3].clone();
        thread::spawn(move || {
            while let Some(parcel) = on_a_thread.recv_blocking() {
                note(&received, &parcel);
            }
        })
    };
    let last = {
        let (token, left) = (token.clone(), left.clone());
        thread::spawn(move || {
            for number in 0..count {
                let _token = token.clone();
                let sent = outbox.send_blocking(Parcel {
                    from: 3,
                    number,
                    _token,
                });
                sent.expect("every reader reads to the end");
            }
            left.fetch_sub(1, Ordering::SeqCst);
        })
    };

    on_task.await.expect("it ends well");
    on_thread.join().expect("it ends well");
    last.join().expect("it ends well");
    // What is left is cut when its sender has sent everything.
    let left: Vec<_> = std::mem::take(&mut linkages.lock().expect("nobody panics with it"));
    left.into_iter().for_each(Linkage::unlink);
    assert!(graph.join().await.is_ok());
    task.await.expect("it ends well");
    blocking.join().expect("it ends well");

    let mut all = BTreeSet::new();
    for received in &received {
        let received = received.lock().expect("nobody panics with it");
        for from in 0..SENDERS {
            let mine = received.iter().filter(|(sender, _)| *sender == from);
            let numbers: Vec<u64> = mine.map(|(_, number)| *number).collect();
            assert!(
                numbers.is_sorted_by(|one, next| one < next),
                "out of order: {numbers:?}"
            );
        }
        for parcel in received.iter() {
            assert!(all.insert(*parcel), "{parcel:?} has come twice");
        }
    }
    if !cuts {
        assert_eq!(all.len() as u64, SENDERS as u64 * count, "some are lost");
    }
    assert_eq!(Arc::strong_count(&token), 1, "some are still there");
}

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(text.parse().expect("it is a number"))
}

fn play_many(cuts: bool) {
    let rounds = ROUNDS * number("RANDOM_LINKS").unwrap_or(1);
    let seeds = match number("RANDOM_LINKS_SEED") {
        Some(seed) => vec![seed],
        None => (0..rounds).map(|_| fastrand::u64(..)).collect(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    for seed in seeds {
        // The last one that is printed has failed, or hangs.
        println!("RANDOM_LINKS_SEED={seed}");
        runtime.block_on(play(seed, cuts));
    }
}

#[test]
fn linkages_that_are_led_elsewhere_at_random_lose_nothing() {
    play_many(false);
}

#[test]
fn linkages_that_come_and_go_at_random_keep_the_order_and_leave_nothing_behind() {
    play_many(true);
}
