//! What a component starts while it runs.

use crate::common::{CountedDrop, Tally, all};
use crate::parts::{all_rest, now};
use kamaelia::chassis::Children;
use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia::{Handle, Policy, Stop, link};
use std::future::pending;

/// Ends as its number says.
#[derive(Component)]
struct Session {
    number: u64,
    dropped: CountedDrop,
}

impl Main for Session {
    async fn main(self) -> Outcome {
        let _held = self.dropped;
        match self.number {
            0..10 => Ok(()),
            10..20 => Err(Stop::fault("bad luck")),
            20..30 => panic!("worse luck"),
            _ => {
                until_stopped(pending::<()>()).await;
                Ok(())
            }
        }
    }
}

/// Starts a session for each number, and says how each ended.
#[derive(Component)]
struct Server {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<String>,
    dropped: Tally,
    #[param(default = 1000)]
    limit: usize,
    #[param(default = false)]
    on_task: bool,
    /// Ends at this number.
    #[param(default = u64::MAX)]
    last: u64,
}

impl Main for Server {
    async fn main(mut self) -> Outcome {
        let mut sessions = Children::new("session").limit(self.limit);
        if self.on_task {
            sessions = sessions.on_task();
        }
        while let Some(event) = sessions.next_or(&mut self.inbox).await {
            match event {
                Ok(number) if number == self.last => return Ok(()),
                Ok(number) => sessions.start(number, Session::new(number, self.dropped.drops())),
                Err((number, Ok(()))) => self.outbox.send(format!("{number}: well")).await?,
                Err((number, Err(stop))) => {
                    let fault = stop.as_fault().map(|fault| fault.path().to_owned());
                    let path = fault.unwrap_or_default();
                    self.outbox.send(format!("{number}: {path}")).await?;
                }
            }
        }
        Ok(())
    }
}

struct Served {
    numbers: kamaelia::Feeder<u64>,
    results: kamaelia::Collector<String>,
    dropped: Tally,
    graph: Handle,
}

fn serve(set: impl FnOnce(Server) -> Server) -> Served {
    let ((numbers, source), (results, sink)) = (feed(), collect());
    let dropped = Tally::default();
    let server = set(Server::new(dropped.clone()));
    let graph = graphline! {
        NUMBERS = source;
        SERVER  = server;
        RESULTS = sink;
        NUMBERS -> SERVER -> RESULTS;
    };
    Served {
        numbers,
        results,
        dropped,
        graph: graph.spawn(),
    }
}

#[test]
fn each_ends_by_itself_and_is_known_by_its_key() {
    for on_task in [false, true] {
        run(move || async move {
            let mut served = serve(|server| server.on_task(on_task));
            served.numbers.send_all([1, 10, 20, 99]).await?;
            all_rest().await;
            let mut ended = now(&mut served.results);
            ended.sort();
            assert_eq!(ended, ["10: session[1]", "1: well", "20: session[2]"]);
            assert_eq!(served.dropped.so_far(), 3);
            served.graph.stop();
            assert_eq!(all(&mut served.results).await, ["99: well"]);
            served.graph.join().await
        });
    }
}

#[test]
fn they_end_with_their_owner() {
    for on_task in [false, true] {
        run(move || async move {
            let mut served = serve(|server| server.on_task(on_task).last(0));
            served.numbers.send_all([97, 98, 99]).await?;
            all_rest().await;
            assert_eq!(served.dropped.so_far(), 0);
            served.numbers.send(0).await?;
            all_rest().await;
            assert_eq!(served.dropped.so_far(), 3);
            served.graph.join().await
        });
    }
}

#[test]
fn they_are_told_what_their_owner_is_told() {
    for shutdown in [Shutdown::Finish, Shutdown::Now] {
        run(move || async move {
            let mut served = serve(|server| server);
            served.numbers.send_all([97, 98, 99]).await?;
            all_rest().await;
            served.graph.shutdown(shutdown);
            served.graph.join().await?;
            assert_eq!(served.dropped.so_far(), 3);
            Ok(())
        });
    }
}

#[test]
fn there_are_no_more_than_the_limit_says() {
    run(|| async {
        let mut served = serve(|server| server.limit(2));
        served.numbers.send_all([98, 99, 1, 2]).await?;
        all_rest().await;
        assert_eq!(now(&mut served.results), Vec::<String>::new());
        let states = served.graph.states();
        let sessions = states
            .iter()
            .filter(|state| state.path.starts_with("SERVER/session["));
        assert_eq!(sessions.count(), 2);
        served.graph.stop();
        let mut ended = all(&mut served.results).await;
        ended.sort();
        assert_eq!(ended, ["1: well", "2: well", "98: well", "99: well"]);
        served.graph.join().await
    });
}

/// Needs a box that nobody links.
#[derive(Component)]
struct Demanding {
    #[inbox]
    orders: Inbox<u64>,
}

impl Main for Demanding {
    async fn main(mut self) -> Outcome {
        while self.orders.recv().await.is_some() {}
        Ok(())
    }
}

#[tokio::test]
async fn one_with_a_box_that_nobody_links_does_not_start() {
    let mut children = Children::new("demanding");
    children.start((), Demanding::new());
    let (_, outcome) = children.next().await.expect("one");
    let stop = outcome.expect_err("it cannot start").to_string();
    assert!(stop.starts_with("`demanding[0]` ("), "{stop}");
    assert!(stop.contains("its box `orders` is not linked"), "{stop}");
    assert!(children.next().await.is_none() && children.is_empty());
}

#[test]
fn a_limit_of_nobody_at_a_time_lets_one_in() {
    run(async || {
        let mut guests = Children::new("guest").limit(0);
        let (mut outbox, mut inbox) = link(Policy::capacity(2));
        outbox.send_all([1, 2]).await?;
        drop(outbox);
        let mut let_in = Vec::new();
        while let Some(event) = guests.next_or(&mut inbox).await {
            if let Ok(guest) = event {
                let_in.push(guest);
                guests.start(guest, Leaves::new());
            }
        }
        assert_eq!(let_in, [1, 2]);
        Ok(())
    });
}

/// Ends at once.
#[derive(Component)]
struct Leaves {}

impl Main for Leaves {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

/// Sends itself a number, by its address.
#[derive(Component)]
struct Remembers {
    #[inbox(optional)]
    inbox: Inbox<u64>,
}

impl Main for Remembers {
    async fn main(mut self) -> Outcome {
        self.inbox.address().send(1).await?;
        self.inbox.recv().await;
        Ok(())
    }
}

/// Starts some of those, one after another.
#[derive(Component)]
struct Starter {}

impl Main for Starter {
    async fn main(self) -> Outcome {
        let mut sessions = Children::new("session");
        for number in 0..3 {
            sessions.start(number, Remembers::new());
            sessions.next().await;
        }
        Ok(())
    }
}

// A server that runs for years would keep an entry for each.
#[test]
fn what_came_to_children_by_their_addresses_is_told_of_all_together() {
    let graph = graphline! { SERVER = Starter::new(); };
    let report = futures::executor::block_on(graph.run().reported());
    let [arrived] = &report.arrived[..] else {
        panic!("{:?}", report.arrived);
    };
    assert_eq!(arrived.inbox, "SERVER/session.inbox");
    assert_eq!(arrived.counts.received, 3);
}
