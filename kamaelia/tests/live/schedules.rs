//! The same under many schedules: who goes first is nobody's promise.

use crate::common::{Source, all};
use kamaelia::prelude::*;
use kamaelia::testing::Schedules;
use kamaelia::{
    Backplane, InboxAddress, Linkage, Policy, PublishTo, Request, Services, SubscribeTo,
};

const SCHEDULES: usize = 300;

/// Leads a linkage from one inbox to the other, again and again.
#[derive(Component)]
struct Mover {
    linkage: Linkage<u64>,
    to: [InboxAddress<u64>; 2],
}

impl Main for Mover {
    async fn main(mut self) -> Outcome {
        for turn in 0..8 {
            tokio::task::yield_now().await;
            let policy = self.linkage.set_policy(Policy::capacity(1 + turn % 3));
            tokio::task::yield_now().await;
            // Who has sent everything is gone.
            if policy.is_err() || self.linkage.relink(&self.to[turn % 2]).is_err() {
                break;
            }
        }
        self.linkage.keep();
        Ok(())
    }
}

/// Sends numbers, when it is linked by its address.
#[derive(Component)]
struct Numbers {
    #[outbox(optional)]
    outbox: Outbox<u64>,
    count: u64,
}

impl Main for Numbers {
    async fn main(mut self) -> Outcome {
        self.outbox.send_all(0..self.count).await?;
        Ok(())
    }
}

/// Passes on what comes by its address.
#[derive(Component)]
struct Reader {
    #[inbox(optional)]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Reader {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

#[test]
fn a_linkage_that_moves_loses_nothing_under_any_schedule() {
    Schedules::random(SCHEDULES).run(async || {
        let ((mut left, one), (mut right, other)) = (collect(), collect());
        let (mut numbers, mut reader, mut second) =
            (Numbers::new(30), Reader::new(), Reader::new());
        let to = [reader.inbox().address(), second.inbox().address()];
        let from = numbers.outbox().address();
        let linkage = from.link_with(&to[0], Policy::capacity(2))?;
        let graph = graphline! {
            NUMBERS = numbers on task;
            MOVER = Mover::new(linkage, to);
            READER = reader;
            SECOND = second on task;
            LEFT = one;
            RIGHT = other;
            READER -> LEFT;
            SECOND -> RIGHT;
        };
        graph.run().await?;
        let (left, right) = (all(&mut left).await, all(&mut right).await);
        assert!(left.is_sorted() && right.is_sorted(), "{left:?} {right:?}");
        let mut both = [left, right].concat();
        both.sort();
        assert!(both.into_iter().eq(0..30));
        Ok(())
    });
}

#[test]
fn every_subscriber_gets_everything_in_one_order_under_any_schedule() {
    Schedules::random(SCHEDULES).run(async || {
        let news = Backplane::new();
        let address = news.address();
        let mut inboxes = [address.subscribe()?, address.subscribe()?];
        let graph = graphline! {
            ONE = Source::new((0..10).collect());
            OTHER = Source::new((10..20).collect());
            PUBLISH = PublishTo::new(address.clone());
            PUBLISH_TOO = PublishTo::new(address.clone()) on task;
            NEWS = news;
            ONE -> PUBLISH;
            OTHER -> PUBLISH_TOO;
        };
        drop(address);
        graph.run().await?;
        let [left, right] = &mut inboxes;
        let (left, right) = (all(left).await, all(right).await);
        assert_eq!(left, right);
        let (ones, others): (Vec<u64>, Vec<u64>) = left.into_iter().partition(|n| *n < 10);
        assert!(ones.into_iter().eq(0..10) && others.into_iter().eq(10..20));
        Ok(())
    });
}

/// Doubles what it is asked, under a name.
#[derive(Component)]
struct Double {
    #[inbox(optional)]
    inbox: Inbox<Request<u64, u64>>,
    services: Services,
}

impl Main for Double {
    async fn main(mut self) -> Outcome {
        let registered = self.services.register("double", self.inbox.address())?;
        let mut left = 5;
        while let Some(request) = self.inbox.recv().await {
            request.answer_with(|number| 2 * number);
            left -= 1;
            if left == 0 {
                break;
            }
        }
        registered.remove();
        Ok(())
    }
}

/// Asks by name.
#[derive(Component)]
struct Ask {
    #[outbox]
    outbox: Outbox<u64>,
    services: Services,
}

impl Main for Ask {
    async fn main(mut self) -> Outcome {
        let double: InboxAddress<Request<u64, u64>> = self.services.wait_for("double").await?;
        for number in 0..5 {
            self.outbox.send(double.request(number).await?).await?;
        }
        Ok(())
    }
}

#[test]
fn a_service_is_found_and_answers_whoever_starts_first() {
    Schedules::random(SCHEDULES).run(async || {
        let services = Services::new();
        let (mut results, sink) = collect();
        graphline! {
            ASK = Ask::new(services.clone());
            DOUBLE = Double::new(services) on task;
            SINK = sink;
            ASK -> SINK;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [0, 2, 4, 6, 8]);
        Ok(())
    });
}

#[test]
fn a_subscriber_ends_with_its_backplane_under_any_schedule() {
    Schedules::random(SCHEDULES).run(async || {
        let services = Services::new();
        let (mut results, sink) = collect::<u64>();
        let graph = graphline! {
            SUBSCRIBE = SubscribeTo::named("news").services(services.clone());
            NEWS = Backplane::<u64>::named("news").services(services.clone());
            SINK = sink;
            SUBSCRIBE -> SINK;
        };
        let graph = graph.spawn();
        let address = services
            .wait_for::<kamaelia::BackplaneAddress<u64>>("news")
            .await?;
        let mut publisher = address.publisher()?;
        while results.try_recv().is_err() {
            publisher.send(1).await?;
            tokio::task::yield_now().await;
        }
        graph.stop();
        graph.join().await?;
        assert!(services.names().is_empty());
        assert!(publisher.send(1).await.is_err());
        Ok(())
    });
}
