//! Linkages without a limit.

mod common;

use common::{Echo, Source, all};
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

// The reader makes room in the ring while what has spilled over still waits.
#[tokio::test]
async fn what_spilled_over_comes_before_what_is_sent_when_there_is_room_again() {
    let (mut results, sink) = collect();
    graphline! {
        NUMBERS = Source::new((0..2000).collect());
        SLOWLY = Echo::new();
        AGAIN = Echo::new();
        SINK = sink;
        NUMBERS -> SLOWLY with unbounded;
        SLOWLY -> AGAIN with capacity(1);
        AGAIN -> SINK;
    }
    .run()
    .await
    .unwrap();
    assert!(all(&mut results).await.into_iter().eq(0..2000));
}
