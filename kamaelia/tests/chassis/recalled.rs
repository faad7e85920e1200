//! Boxes that are taken home before whoever has them ends.

use crate::common::{Echo, all};
use kamaelia::Stage;
use kamaelia::chassis::Host;
use kamaelia::prelude::*;
use kamaelia::testing::run;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// Gives up on somebody in the middle, and goes on itself.
#[derive(Component)]
struct GivesUp {
    #[inbox]
    inbox: Inbox<u64>,
    #[inbox]
    enough: Inbox<()>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for GivesUp {
    async fn main(mut self) -> Outcome {
        let mut host = Host::new("part");
        let echo = host.run(Echo::new(), &mut self.inbox, &mut self.outbox);
        let enough = self.enough.recv();
        futures::future::select(echo, std::pin::pin!(enough)).await;
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number + 100).await?;
        }
        Ok(())
    }
}

#[test]
fn who_drops_it_before_its_end_has_its_boxes_back() {
    run(|| async {
        let (mut numbers, source) = feed();
        let (mut enough, clock) = feed();
        let (mut results, sink) = collect();
        let graph = graphline! {
            NUMBERS = source;
            CLOCK   = clock;
            PART    = GivesUp::new();
            RESULTS = sink;
            NUMBERS.outbox -> PART.inbox;
            CLOCK.outbox   -> PART.enough;
            PART.outbox    -> RESULTS.inbox;
        }
        .spawn();
        numbers.send_all([1, 2]).await?;
        assert_eq!(results.recv().await, Some(1));
        assert_eq!(results.recv().await, Some(2));
        enough.send(()).await?;
        crate::parts::all_rest().await;
        numbers.send_all([3, 4]).await?;
        drop((numbers, enough));
        assert_eq!(all(&mut results).await, [103, 104]);
        graph.join().await
    });
}

/// Has its boxes lent to somebody on a task, and takes them home after each message at
/// `enough`.
#[derive(Component)]
struct Recalls {
    #[inbox]
    inbox: Inbox<u64>,
    #[inbox]
    enough: Inbox<()>,
    #[outbox]
    outbox: Outbox<u64>,
    converts: bool,
}

impl Main for Recalls {
    async fn main(mut self) -> Outcome {
        let mut host = Host::new("part").on_task();
        let mut is_open = true;
        while is_open {
            let part = match self.converts {
                true => PassesOn::new().boxed(),
                false => Echo::new().boxed(),
            };
            let mut part = host.run(part, &mut self.inbox, &mut self.outbox);
            poll_fn(|cx| {
                if is_open && let Poll::Ready(enough) = self.enough.poll_recv(cx) {
                    is_open = enough.is_some();
                    part.stop();
                }
                Pin::new(&mut part).poll(cx)
            })
            .await?;
        }
        Ok(())
    }
}

/// Reads through a conversion.
#[derive(Component)]
struct PassesOn {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for PassesOn {
    async fn main(self) -> Outcome {
        graphline! {
            ECHO = Echo::new();
            self.inbox -> ECHO.inbox via |n: u64| n;
            ECHO.outbox -> self.outbox;
        }
        .run()
        .await
    }
}

// A grace time would end who has not heard of it, with a fault.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reads_on_another_thread_hears_that_it_is_to_make_room() {
    for converts in [false, true] {
        let ((mut numbers, source), (mut enough, clock)) = (feed(), feed());
        let (mut results, sink) = collect();
        let graph = graphline! {
            NUMBERS = source;
            CLOCK   = clock;
            PART    = Recalls::new(converts);
            RESULTS = sink;
            NUMBERS.outbox -> PART.inbox;
            CLOCK.outbox   -> PART.enough;
            PART.outbox    -> RESULTS.inbox;
        }
        .spawn();
        for number in 0..2000 {
            numbers.send(number).await.unwrap();
            if number % 2 == 0 {
                assert_eq!(results.recv().await, Some(number));
            }
            enough.send(()).await.unwrap();
            if number % 2 == 1 {
                assert_eq!(results.recv().await, Some(number));
            }
        }
        drop(enough);
        graph.join().await.unwrap();
    }
}
