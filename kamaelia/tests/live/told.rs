//! How an inbox with an address ends, by itself and when it is told to.

use crate::common::all;
use crate::parts::{Listener, Speaker};
use kamaelia::LinkRefused;
use kamaelia::prelude::*;
use tokio::sync::oneshot;

#[tokio::test]
async fn what_is_on_its_way_is_read_when_both_ends_are_told_to_finish() {
    let ((from, outbox), (to, inbox)) = (oneshot::channel(), oneshot::channel());
    let ((mut numbers, source), (mut results, sink)) = (feed(), collect());
    let graph = graphline! {
        SOURCE = source;
        SPEAKER = Speaker::new(from);
        LISTENER = Listener::new(to);
        SINK = sink;
        SOURCE -> SPEAKER;
        LISTENER -> SINK;
    };
    let graph = graph.spawn();
    let (outbox, inbox) = (outbox.await.unwrap(), inbox.await.unwrap());
    let linkage = outbox.link_to(&inbox).unwrap();
    numbers.send_all(0..50).await.unwrap();
    graph.stop();
    assert!(graph.join().await.is_ok());
    assert!(all(&mut results).await.into_iter().eq(0..50));
    assert!(linkage.to().to_string() == "LISTENER.ears");
    let refused = Outbox::unlinked().address().link_to(&inbox).map(drop);
    assert!(refused.is_err());
}

#[tokio::test]
async fn who_was_not_told_is_refused_when_the_reader_is_told_to_finish() {
    let (to, inbox) = oneshot::channel();
    let (mut results, sink) = collect();
    let graph = pipeline![Listener::new(to), sink].spawn();
    let inbox = inbox.await.unwrap();
    let mut outbox = inbox.outbox().unwrap();
    outbox.send(1).await.unwrap();
    graph.stop();
    assert!(graph.join().await.is_ok());
    assert_eq!(all(&mut results).await, [1]);
    assert!(outbox.send(2).await.is_err());
    let refused = inbox.outbox().map(drop).unwrap_err();
    assert_eq!(*refused.reason(), LinkRefused::InboxEnded);
}

#[tokio::test]
async fn an_inbox_with_an_address_waits_on_when_its_linkages_have_ended() {
    let (to, inbox) = oneshot::channel();
    let (mut results, sink) = collect();
    let graph = pipeline![Listener::new(to), sink].spawn();
    let inbox = inbox.await.unwrap();
    for number in 0..3 {
        inbox.outbox().unwrap().send(number).await.unwrap();
        assert_eq!(results.recv().await, Some(number));
    }
    drop(inbox);
    assert!(graph.join().await.is_ok());
}
