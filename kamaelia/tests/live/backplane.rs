//! Publishing and subscribing.

use crate::common::{Echo, all};
use kamaelia::prelude::*;
use kamaelia::{
    Backplane, BackplaneAddress, Collector, Feeder, Handle, Policy, PublishTo, ServiceRefused,
    Services, Shutdown, SubscribeTo, TrySendError,
};

/// A backplane that runs, its address, and its registry.
fn news() -> (Handle, BackplaneAddress<u64>) {
    let news = Backplane::new();
    let address = news.address();
    let graph = graphline! { NEWS = news; };
    (graph.spawn(), address)
}

fn publisher(address: &BackplaneAddress<u64>) -> (Feeder<u64>, Handle) {
    let (numbers, source) = feed();
    let publish = PublishTo::new(address.clone());
    (numbers, pipeline![source, publish].spawn())
}

fn subscriber(subscribe: SubscribeTo<u64>) -> (Collector<u64>, Handle) {
    let (results, sink) = collect();
    (results, pipeline![subscribe, sink].spawn())
}

/// Publishes until everyone has got something: now all have joined.
async fn until_all_have_joined(address: &BackplaneAddress<u64>, all: &mut [&mut Collector<u64>]) {
    let mut outbox = address.publisher().expect("it runs");
    for results in all {
        let is_there = |results: &mut Collector<u64>| results.try_recv() == Ok(u64::MAX);
        while !is_there(results) {
            outbox.send(u64::MAX).await.expect("it runs");
            tokio::task::yield_now().await;
        }
    }
}

/// What a collector gets besides those.
async fn rest(mut results: Collector<u64>) -> Vec<u64> {
    let mut all = all(&mut results).await;
    all.retain(|number| *number != u64::MAX);
    all
}

// Case 273.
#[tokio::test]
async fn each_subscriber_gets_everything_in_the_same_order() {
    let (backplane, address) = news();
    let (mut left, of_left) = subscriber(SubscribeTo::new(address.clone()));
    let (mut right, of_right) = subscriber(SubscribeTo::new(address.clone()));
    until_all_have_joined(&address, &mut [&mut left, &mut right]).await;
    let (mut ones, of_ones) = publisher(&address);
    let (mut others, of_others) = publisher(&address);
    drop(address);
    for number in 0..100 {
        ones.send(number).await.unwrap();
        others.send(1000 + number).await.unwrap();
    }
    drop((ones, others));

    for graph in [of_ones, of_others, backplane, of_left, of_right] {
        assert!(graph.join().await.is_ok());
    }
    let left = rest(left).await;
    assert_eq!(left, rest(right).await);
    let (ones, others): (Vec<u64>, Vec<u64>) = left.into_iter().partition(|n| *n < 1000);
    assert!(ones.into_iter().eq(0..100));
    assert!(others.into_iter().eq(1000..1100));
}

// Case 274.
#[tokio::test]
async fn what_nobody_has_subscribed_to_is_dropped() {
    let (backplane, address) = news();
    let mut outbox = address.publisher().unwrap();
    outbox.send(1).await.unwrap();
    // Until the backplane has handed it out.
    while outbox.try_send(u64::MAX) != Ok(()) || backplane.states()[0].polls < 2 {
        tokio::task::yield_now().await;
    }
    let mut late = address.subscribe().unwrap();
    outbox.send(2).await.unwrap();
    drop((outbox, address));
    let mut received = all(&mut late).await;
    received.retain(|number| *number != u64::MAX);
    assert_eq!(received, [2]);
    assert!(backplane.join().await.is_ok());
}

// Case 275.
#[tokio::test]
async fn the_end_of_a_publisher_is_its_own() {
    let (backplane, address) = news();
    let (mut results, of_results) = subscriber(SubscribeTo::new(address.clone()));
    until_all_have_joined(&address, &mut [&mut results]).await;
    let (mut signals, sink) = collect();
    let (mut numbers, source) = feed();
    let publish = graphline! {
        SOURCE = source;
        PUBLISH = PublishTo::new(address.clone());
        SIGNALS = sink;
        SOURCE -> PUBLISH;
        PUBLISH.signal -> SIGNALS.inbox;
    };
    let publish = publish.spawn();
    numbers.send(1).await.unwrap();
    publish.stop();
    assert!(publish.join().await.is_ok());
    assert_eq!(all(&mut signals).await, [Shutdown::Finish]);

    let mut other = address.publisher().unwrap();
    other.send(2).await.unwrap();
    drop((other, address));
    assert_eq!(rest(results).await, [1, 2]);
    assert!(of_results.join().await.is_ok());
    assert!(backplane.join().await.is_ok());
}

// Case 276.
#[tokio::test]
async fn at_the_end_of_a_backplane_all_are_told_and_its_name_is_free() {
    let services = Services::new();
    let named = || Backplane::<u64>::named("news").services(services.clone());
    let graph = graphline! { NEWS = named(); };
    let graph = graph.spawn();
    let (mut numbers, source) = feed();
    let publish = PublishTo::<u64>::named("news").services(services.clone());
    let publish = pipeline![source, publish].spawn();
    let subscribe = SubscribeTo::named("news").services(services.clone());
    let (mut results, subscribe) = subscriber(subscribe);
    let address = services.wait_for("news").await.unwrap();
    until_all_have_joined(&address, &mut [&mut results]).await;
    numbers.send(1).await.unwrap();
    while results.recv().await != Some(1) {}

    graph.stop();

    assert!(graph.join().await.is_ok());
    assert!(subscribe.join().await.is_ok());
    assert_eq!(results.recv().await, None);
    // The publisher waits for a message, and ends without one.
    assert!(publish.join().await.is_ok());
    assert!(matches!(numbers.try_send(2), Err(TrySendError::Closed(2))));
    assert!(address.publisher().is_err());
    assert!(services.names().is_empty());
    let again = graphline! { NEWS = named(); };
    let again = again.spawn();
    let _: BackplaneAddress<u64> = services.wait_for("news").await.unwrap();
    again.stop();
    assert!(again.join().await.is_ok());
}

// Case 277.
#[tokio::test]
async fn a_second_backplane_of_the_same_name_is_a_fault() {
    let services = Services::new();
    let graph = graphline! {
        ONE = Backplane::<u64>::named("news").services(services.clone());
        OTHER = Backplane::<u64>::named("news").services(services.clone());
    };
    let fault = graph.run().await.unwrap_err().to_string();
    assert!(fault.starts_with("`OTHER` ("), "{fault}");
    let words = "the service name `news` is taken by `ONE`; register under another name";
    assert!(fault.ends_with(words), "{fault}");
}

// Cases 278 and 279, by name.
#[tokio::test]
async fn a_backplane_of_another_type_is_refused() {
    let services = Services::new();
    let graph =
        graphline! { NEWS = Backplane::<String>::named("news").services(services.clone()); };
    let graph = graph.spawn();
    let unknown = services.find::<BackplaneAddress<u64>>("olds").unwrap_err();
    assert_eq!(unknown.reason, ServiceRefused::Unknown);
    let subscribe = SubscribeTo::<u64>::named("news").services(services.clone());
    let (_results, subscribe) = subscriber(subscribe);
    let fault = subscribe.join().await.unwrap_err().to_string();
    let words = "the service `news` is a backplane of `String`, not a backplane of `u64`";
    assert!(fault.ends_with(words), "{fault}");
    graph.stop();
    assert!(graph.join().await.is_ok());
}

// Case 278.
#[tokio::test]
async fn who_comes_before_the_backplane_waits_for_it() {
    let services = Services::new();
    let subscribe = SubscribeTo::named("news").services(services.clone());
    let (mut results, subscribe) = subscriber(subscribe);
    let (mut numbers, source) = feed();
    let publish = PublishTo::<u64>::named("news").services(services.clone());
    let publish = pipeline![source, publish].spawn();
    for _ in 0..3 {
        tokio::task::yield_now().await;
    }
    let graph = graphline! { NEWS = Backplane::<u64>::named("news").services(services.clone()); };
    let graph = graph.spawn();
    let address = services.wait_for("news").await.unwrap();
    until_all_have_joined(&address, &mut [&mut results]).await;
    numbers.send(7).await.unwrap();
    while results.recv().await != Some(7) {}
    drop(numbers);
    assert!(publish.join().await.is_ok());
    graph.stop();
    assert!(graph.join().await.is_ok());
    assert!(subscribe.join().await.is_ok());
}

#[tokio::test]
async fn a_slow_subscriber_stops_nobody_and_its_losses_are_in_the_report() {
    let (backplane, address) = news();
    let slow = SubscribeTo::new(address.clone()).policy(Policy::drop_oldest(4));
    let (gate, closed) = tokio::sync::oneshot::channel();
    let ((mut fast, of_fast), (mut numbers, of_slow)) = (
        subscriber(SubscribeTo::new(address.clone())),
        collect::<u64>(),
    );
    let graph = graphline! {
        SLOW = slow;
        GATE = Gate::new(Some(closed));
        SINK = of_slow;
        SLOW.outbox -> GATE.inbox with capacity(1);
        GATE -> SINK;
    };
    let graph = graph.spawn();
    until_all_have_joined(&address, &mut [&mut fast]).await;
    let mut outbox = address.publisher().unwrap();
    for number in 0..1000 {
        outbox.send(number).await.unwrap();
    }
    while fast.recv().await != Some(999) {}
    gate.send(()).unwrap();
    drop((outbox, address));
    assert!(backplane.join().await.is_ok());
    assert!(of_fast.join().await.is_ok());

    let report = graph.report().await;
    assert!(report.outcome.is_ok());
    let arrived = &report.arrived[0];
    assert_eq!(arrived.inbox, "SLOW.subscription");
    let received = rest_of(&mut numbers).await;
    assert!(received.ends_with(&[996, 997, 998, 999]), "{received:?}");
    let counts = arrived.counts;
    assert_eq!(counts.sent, counts.received + counts.dropped);
    assert!(counts.dropped >= 990);
    let lost = counts.dropped;
    let text = report.to_string();
    assert!(
        text.contains(&format!("{lost} lost on their way to SLOW.subscription")),
        "{text}"
    );
}

async fn rest_of(results: &mut Collector<u64>) -> Vec<u64> {
    all(results).await
}

/// Passes nothing on before it is opened.
#[derive(Component)]
struct Gate {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    opens: Option<tokio::sync::oneshot::Receiver<()>>,
}

impl Main for Gate {
    async fn main(mut self) -> Outcome {
        if let Some(opens) = self.opens.take() {
            opens.await?;
        }
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_subscriber_that_may_lose_nothing_holds_up_the_publishers() {
    let (backplane, address) = news();
    let mut slow = address.subscribe_with(Policy::capacity(2)).unwrap();
    let mut outbox = address.publisher().unwrap();
    let publish = tokio::spawn(async move {
        outbox.send_all(0..500).await.unwrap();
    });
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert!(!publish.is_finished());
    drop(address);
    assert!(all(&mut slow).await.into_iter().eq(0..500));
    publish.await.unwrap();
    assert!(backplane.join().await.is_ok());
}

#[tokio::test]
async fn subscribers_come_and_go_and_leave_nothing_behind() {
    let (backplane, address) = news();
    let mut outbox = address.publisher().unwrap();
    let mut stays = address.subscribe().unwrap();
    for number in 0..300 {
        let mut goes = address.subscribe().unwrap();
        outbox.send(number).await.unwrap();
        assert_eq!(goes.recv().await, Some(number));
    }
    drop((outbox, address));
    assert!(all(&mut stays).await.into_iter().eq(0..300));
    assert!(backplane.join().await.is_ok());
}

// Case 280: what many publish reaches one who collects, and what one publishes all.
#[tokio::test]
async fn a_relay_reads_one_backplane_and_publishes_on_another() {
    let ((from, one), (to, other)) = (news(), news());
    let relay = graphline! {
        SUBSCRIBE = SubscribeTo::new(one.clone());
        ECHO = Echo::new();
        PUBLISH = PublishTo::new(other.clone());
        SUBSCRIBE -> ECHO -> PUBLISH;
    };
    let relay = relay.spawn();
    let mut logs = [other.subscribe().unwrap(), other.subscribe().unwrap()];
    drop(other);
    let mut outbox = one.publisher().unwrap();
    for log in &mut logs {
        while log.try_recv() != Ok(u64::MAX) {
            outbox.send(u64::MAX).await.unwrap();
            tokio::task::yield_now().await;
        }
    }
    let publishers: Vec<_> = (0..10).map(|_| publisher(&one)).collect();
    drop((outbox, one));
    for (number, (mut numbers, graph)) in (0..).zip(publishers) {
        numbers.send(number).await.unwrap();
        drop(numbers);
        assert!(graph.join().await.is_ok());
    }
    for graph in [from, relay, to] {
        assert!(graph.join().await.is_ok());
    }
    for log in &mut logs {
        let mut received = all(log).await;
        received.retain(|number| *number != u64::MAX);
        received.sort();
        assert!(received.into_iter().eq(0..10));
    }
}

#[tokio::test]
async fn what_is_published_is_sent_on_where_that_is_linked() {
    let (backplane, address) = news();
    let mut subscribed = address.subscribe().unwrap();
    let ((mut numbers, source), (mut results, sink)) = (feed(), collect());
    let graph = pipeline![source, PublishTo::new(address), sink].spawn();
    numbers.send_all(0..3).await.unwrap();
    drop(numbers);
    assert!(graph.join().await.is_ok());
    assert!(backplane.join().await.is_ok());
    assert_eq!(all(&mut results).await, [0, 1, 2]);
    assert_eq!(all(&mut subscribed).await, [0, 1, 2]);
}

#[tokio::test]
async fn a_lasting_backplane_serves_those_who_finish_their_work() {
    let services = Services::new();
    let news = Backplane::<u64>::named("news").services(services.clone());
    let graph = graphline! { NEWS = news.lasting(); }.spawn();
    let address: BackplaneAddress<u64> = services.wait_for("news").await.unwrap();
    let mut subscribed = address.subscribe().unwrap();
    let mut outbox = address.publisher().unwrap();
    graph.stop();
    // Who has its address has it still, and nobody finds it any more.
    while services.find::<BackplaneAddress<u64>>("news").is_ok() {
        tokio::task::yield_now().await;
    }
    outbox.send(1).await.unwrap();
    address.publisher().unwrap().send(2).await.unwrap();
    drop((outbox, address));
    assert!(graph.join().await.is_ok());
    assert_eq!(all(&mut subscribed).await, [1, 2]);
}

#[tokio::test]
async fn a_lasting_backplane_is_no_exception_when_told_to_stop_now() {
    let news = Backplane::<u64>::new().lasting();
    let address = news.address();
    let graph = graphline! { NEWS = news; }.spawn();
    let mut outbox = address.publisher().unwrap();
    graph.shutdown(Shutdown::Now);
    assert!(graph.join().await.is_ok());
    assert!(outbox.send(1).await.is_err());
}
