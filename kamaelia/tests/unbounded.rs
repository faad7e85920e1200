//! Linkages without a limit.

mod common;

use common::{Source, all};
use kamaelia::prelude::*;
use kamaelia::{Policy, link};

#[tokio::test]
async fn a_linkage_without_a_limit_takes_what_nobody_reads_yet_and_keeps_its_order() {
    let (mut results, sink) = collect();
    graphline! {
        NUMBERS = Source::new((0..1000).collect());
        SINK = sink;
        NUMBERS -> SINK;
    }
    .run()
    .await
    .unwrap();
    assert!(all(&mut results).await.into_iter().eq(0..1000));
}

#[test]
fn messages_beyond_the_ring_of_a_linkage_without_a_limit_come_in_order_with_later_ones() {
    let (mut outbox, mut inbox) = link(Policy::unbounded());
    let mut sent = 0..10_000;
    let mut received = 0;
    for (send, receive) in [
        (70, 3),
        (1, 66),
        (200, 150),
        (64, 10),
        (0, 106),
        (65, 65),
        (500, 499),
    ] {
        for number in sent.by_ref().take(send) {
            outbox.try_send(number).unwrap();
        }
        for _ in 0..receive {
            assert_eq!(inbox.try_recv(), Ok(received));
            received += 1;
        }
    }
}
