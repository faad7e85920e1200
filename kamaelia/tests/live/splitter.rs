//! A backplane as a splitter whose sinks come and go, and ways that stay.

use crate::common::{Echo, Source, all};
use kamaelia::prelude::*;
use kamaelia::{Backplane, BackplaneAddress, LinkRefused, Policy, Shutdown, SubscribeTo};

fn splitter() -> (Backplane<u64>, BackplaneAddress<u64>) {
    let splitter = Backplane::new();
    let address = splitter.address();
    (splitter, address)
}

// Cases 261 and 262.
#[tokio::test]
async fn without_a_sink_everything_goes_straight_on_and_so_does_the_end() {
    let (splitter, address) = splitter();
    drop(address);
    let ((mut results, sink), (mut signals, signal)) = (collect(), collect());
    let graph = graphline! {
        SOURCE = Source::new((0..9).chain(0..9).collect());
        SPLIT = splitter;
        SINK = sink;
        SIGNAL = signal;
        SOURCE -> SPLIT -> SINK;
        SPLIT.signal -> SIGNAL.inbox;
    };
    assert!(graph.run().await.is_ok());
    assert!(all(&mut results).await.into_iter().eq((0..9).chain(0..9)));
    assert_eq!(all(&mut signals).await, [Shutdown::Finish]);
}

/// A splitter that runs, and what it has sent straight on.
fn running() -> (
    kamaelia::Handle,
    BackplaneAddress<u64>,
    kamaelia::Collector<u64>,
) {
    let (splitter, address) = splitter();
    let (results, sink) = collect();
    let graph = graphline! { SPLIT = splitter; SINK = sink; SPLIT -> SINK; };
    (graph.spawn(), address, results)
}

// Cases 263 and 264: a sink gets what is sent while it is plugged in; its end is that
// of the splitter, which the framework tells it.
#[tokio::test]
async fn a_sink_that_is_unplugged_gets_no_more() {
    let (graph, address, mut results) = running();
    let (mut stays, mut goes) = (Inbox::unlinked(), Inbox::unlinked());
    let _stays = address.plug(&stays.address(), Policy::unbounded()).unwrap();
    let plug = address.plug(&goes.address(), Policy::unbounded()).unwrap();
    let mut outbox = address.publisher().unwrap();
    for number in 0..4 {
        outbox.send(number).await.unwrap();
        assert_eq!(results.recv().await, Some(number));
    }
    drop(plug);
    for number in 4..9 {
        outbox.send(number).await.unwrap();
        assert_eq!(results.recv().await, Some(number));
    }
    drop((outbox, address));
    assert!(all(&mut stays).await.into_iter().eq(0..9));
    assert!(all(&mut goes).await.into_iter().eq(0..4));
    assert!(graph.join().await.is_ok());
}

// Case 265.
#[tokio::test]
async fn of_ten_sinks_the_even_ones_get_everything_when_the_odd_ones_are_gone() {
    let (graph, address, mut results) = running();
    let mut outbox = address.publisher().unwrap();
    let mut sinks: Vec<_> = (0..10)
        .map(|_| Some(address.subscribe().unwrap()))
        .collect();
    for number in 0..20 {
        outbox.send(number).await.unwrap();
        assert_eq!(results.recv().await, Some(number));
        if number == 9 {
            sinks
                .iter_mut()
                .skip(1)
                .step_by(2)
                .for_each(|sink| *sink = None);
        }
    }
    drop((outbox, address));
    for sink in sinks.iter_mut().flatten() {
        assert!(all(sink).await.into_iter().eq(0..20));
    }
    assert!(graph.join().await.is_ok());
}

// Case 266.
#[tokio::test]
async fn three_inboxes_of_one_component_each_get_their_share() {
    let (graph, address, mut results) = running();
    let mut outbox = address.publisher().unwrap();
    let mut inboxes: [Inbox<u64>; 3] = Default::default();
    for (first, inbox) in (0..).step_by(5).zip(&mut inboxes) {
        let plug = address.plug(&inbox.address(), Policy::default()).unwrap();
        for number in first..first + 5 {
            outbox.send(number).await.unwrap();
            assert_eq!(results.recv().await, Some(number));
        }
        drop(plug);
    }
    drop((outbox, address));
    assert!(graph.join().await.is_ok());
    for (first, inbox) in (0..).step_by(5).zip(&mut inboxes) {
        assert!(all(inbox).await.into_iter().eq(first..first + 5));
    }
}

// Case 268.
#[tokio::test]
async fn a_sink_that_was_plugged_in_and_out_leaves_nothing_behind() {
    let (graph, address, mut results) = running();
    let mut outbox = address.publisher().unwrap();
    let mut sink = Inbox::unlinked();
    for number in 0..100 {
        drop(address.plug(&sink.address(), Policy::default()).unwrap());
        outbox.send(number).await.unwrap();
        assert_eq!(results.recv().await, Some(number));
    }
    assert_eq!(sink.recv().await, None);
    drop((outbox, address));
    assert!(graph.join().await.is_ok());
}

// Case 269: what was plugged is a pipeline with a subscription in front.
#[tokio::test]
async fn a_component_is_plugged_in_for_as_long_as_it_runs() {
    let (graph, address, mut results) = running();
    let (mut heard, sink) = collect();
    let plug = pipeline![SubscribeTo::new(address.clone()), Echo::new(), sink].spawn();
    let mut outbox = address.publisher().unwrap();
    while heard.try_recv().is_err() {
        outbox.send(0).await.unwrap();
        assert_eq!(results.recv().await, Some(0));
    }
    plug.stop();
    assert!(plug.join().await.is_ok());
    outbox.send(1).await.unwrap();
    assert_eq!(results.recv().await, Some(1));
    drop((outbox, address));
    assert!(all(&mut heard).await.into_iter().all(|number| number == 0));
    assert!(graph.join().await.is_ok());
}

// Case 270.
#[tokio::test]
async fn a_sink_that_is_full_stops_nobody_unless_it_asked_for_that() {
    let (graph, address, mut results) = running();
    let mut outbox = address.publisher().unwrap();
    let mut full = address.subscribe_with(Policy::drop_newest(2)).unwrap();
    let mut other = address.subscribe().unwrap();
    for number in 0..100 {
        outbox.send(number).await.unwrap();
        assert_eq!(results.recv().await, Some(number));
    }
    drop((outbox, address));
    assert_eq!(all(&mut full).await, [0, 1]);
    assert!(all(&mut other).await.into_iter().eq(0..100));
    assert!(graph.join().await.is_ok());
}

/// Reads nothing before it is told to.
#[derive(Component)]
struct Slow {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Slow {
    async fn main(mut self) -> Outcome {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        while let Some(number) = self.inbox.recv().await {
            tokio::task::yield_now().await;
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

// Cases 271 and 281: ways that stay are written in the graph.
#[tokio::test]
async fn a_slow_and_a_fast_sink_of_a_graph_get_everything_in_order() {
    let ((mut fast, left), (mut slow, right)) = (collect(), collect());
    let graph = graphline! {
        SOURCE = Source::new((0..500).collect());
        SLOW = Slow::new();
        FAST = Echo::new();
        LEFT = left;
        RIGHT = right;
        SOURCE.outbox -> [FAST.inbox, SLOW.inbox];
        FAST -> LEFT;
        SLOW -> RIGHT;
    };
    assert!(graph.run().await.is_ok());
    assert!(all(&mut fast).await.into_iter().eq(0..500));
    assert!(all(&mut slow).await.into_iter().eq(0..500));
}

#[tokio::test]
async fn a_sink_with_room_for_nothing_is_refused_and_told() {
    let (graph, address, _results) = running();
    let nothing = Policy::drop_oldest(0);
    let refused = LinkRefused::NoRoom(nothing);
    let mut sink = Inbox::unlinked();
    let error = address.plug(&sink.address(), nothing).expect_err("no room");
    assert_eq!(*error.reason(), refused);
    let error = address.subscribe_with(nothing).expect_err("no room");
    assert_eq!(*error.reason(), refused);

    let (_texts, texts) = collect();
    let subscriber = SubscribeTo::new(address).policy(nothing);
    let fault = pipeline![subscriber, texts].run().await.unwrap_err();
    assert!(fault.to_string().contains("holds no message"), "{fault}");
    graph.stop();
    graph.join().await.expect("nobody else is harmed");
}
