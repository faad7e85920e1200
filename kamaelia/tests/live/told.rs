//! How an inbox with an address ends, by itself and when it is told to.

use crate::common::all;
use crate::parts::{Listener, Speaker};
use futures::future::{Either, select};
use kamaelia::prelude::*;
use kamaelia::{LinkRefused, Request, RequestFailed};
use std::pin::pin;
use std::time::Duration;
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

/// Answers whoever has its address, whatever its graph is told.
#[derive(Component)]
struct Service {
    #[inbox(optional)]
    control: Inbox<Shutdown>,
    #[inbox(optional)]
    requests: Inbox<Request<u64, u64>>,
    #[outbox(optional)]
    told: Outbox<Shutdown>,
}

impl Main for Service {
    async fn main(mut self) -> Outcome {
        loop {
            let told = self.control.recv();
            let request = self.requests.recv();
            match select(pin!(told), pin!(request)).await {
                Either::Left((told, _)) => match told {
                    Some(told) => self.told.send(told).await?,
                    None => return Ok(()),
                },
                Either::Right((Some(request), _)) => request.answer_with(|number| number + 1),
                Either::Right((None, _)) => return Ok(()),
            }
        }
    }
}

#[tokio::test]
async fn who_declares_its_control_serves_until_nobody_has_its_address() {
    let mut service = Service::new();
    let address = service.requests().address();
    let (mut heard, sink) = collect();
    let graph = graphline! {
        SERVICE = service;
        SINK    = sink;
        SERVICE.told -> SINK.inbox;
    };
    let graph = graph.grace(Duration::from_secs(3600)).spawn();
    assert_eq!(address.request(1).await, Ok(2));
    graph.stop();
    assert_eq!(heard.recv().await, Some(Shutdown::Finish));
    assert_eq!(address.request(2).await, Ok(3));
    drop(address);
    assert!(graph.join().await.is_ok());
}

#[tokio::test]
async fn who_declares_its_control_serves_nobody_when_told_to_stop_now() {
    let mut service = Service::new();
    let address = service.requests().address();
    let graph = graphline! { SERVICE = service; }.spawn();
    assert_eq!(address.request(1).await, Ok(2));
    graph.shutdown(Shutdown::Now);
    assert!(graph.join().await.is_ok());
    let gone = address.request(2).await.expect_err("nobody serves");
    assert_eq!(gone.reason, RequestFailed::Gone);
}
