//! Linkages between components of running graphs, wherever these are.

use crate::common::{Echo, Swallow, all};
use crate::parts::{Listener, Speaker};
use kamaelia::prelude::*;
use kamaelia::{InboxAddress, LinkRefused, OutboxAddress, Policy, Shutdown};
use std::sync::mpsc;
use tokio::sync::oneshot;

/// Hands out the addresses of its boxes, then sends on what comes, on a thread.
#[derive(Component)]
#[component(blocking)]
struct Deaf {
    #[inbox(optional)]
    inbox: Inbox<u64>,
    #[outbox(optional)]
    outbox: Outbox<u64>,
    inboxes: oneshot::Sender<InboxAddress<u64>>,
    outboxes: oneshot::Sender<OutboxAddress<u64>>,
}

impl Blocking for Deaf {
    fn main(mut self) -> Outcome {
        let _ = self.inboxes.send(self.inbox.address());
        let _ = self.outboxes.send(self.outbox.address());
        while let Some(number) = self.inbox.recv_blocking() {
            self.outbox.send_blocking(number + 100)?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_linkage_between_two_graphs_carries_everything_in_order() {
    let ((from, outbox), (to, inbox)) = (oneshot::channel(), oneshot::channel());
    let ((mut numbers, source), (mut results, sink)) = (feed(), collect());
    let speaker = graphline! {
        SOURCE = source;
        SPEAKER = Speaker::new(from) on task;
        SOURCE -> SPEAKER;
    };
    let listener = graphline! {
        LISTENER = Listener::new(to);
        SINK = sink;
        LISTENER -> SINK;
    };
    let (speaker, listener) = (speaker.spawn(), listener.spawn());
    let (outbox, inbox) = (outbox.await.unwrap(), inbox.await.unwrap());
    assert_eq!(outbox.path().to_string(), "SPEAKER.outbox");
    assert_eq!(inbox.path().to_string(), "LISTENER.ears");
    let linkage = outbox.link_with(&inbox, Policy::capacity(3)).unwrap();
    assert_eq!(
        format!("{linkage:?}"),
        "Linkage(SPEAKER.outbox -> LISTENER.ears)"
    );
    drop((outbox, inbox));

    numbers.send_all(0..1000).await.unwrap();
    drop(numbers);
    // Nobody sends any more, and nobody has the address.
    assert!(all(&mut results).await.into_iter().eq(0..1000));
    assert!(speaker.join().await.is_ok());
    assert!(listener.join().await.is_ok());
}

// Case 33.
#[tokio::test]
async fn a_second_linkage_of_an_outbox_is_refused_and_changes_nothing() {
    let (from, outbox) = oneshot::channel();
    let ((mut numbers, source), (mut results, sink)) = (feed(), collect());
    let graph = graphline! {
        SOURCE = source;
        SPEAKER = Speaker::new(from);
        SINK = sink;
        SOURCE -> SPEAKER -> SINK;
    };
    let graph = graph.spawn();
    let outbox = outbox.await.unwrap();
    let mut other = Inbox::unlinked();

    let error = outbox.link_to(&other.address()).unwrap_err();

    let words = "`SPEAKER.outbox` was not linked to `an inbox of `u64``: it leads to `SINK.inbox` already; unlink it first";
    assert_eq!(error.to_string(), words);
    numbers.send(7).await.unwrap();
    assert_eq!(results.recv().await, Some(7));
    assert!(other.recv().await.is_none());
    drop(numbers);
    assert!(graph.join().await.is_ok());
}

#[tokio::test]
async fn a_box_whose_component_has_ended_is_named() {
    let ((to, inbox), (from, outbox)) = (oneshot::channel(), oneshot::channel());
    let ((numbers, source), (results, sink)) = (feed(), collect());
    let graph = graphline! {
        SOURCE = source;
        SPEAKER = Speaker::new(from);
        LISTENER = Listener::new(to);
        SINK = sink;
        SOURCE -> SPEAKER;
        LISTENER -> SINK;
    };
    let graph = graph.spawn();
    let (inbox, outbox) = (inbox.await.unwrap(), outbox.await.unwrap());
    graph.shutdown(Shutdown::Now);
    assert!(graph.join().await.is_ok());
    drop((numbers, results));

    let error = outbox.link_to(&inbox).unwrap_err();
    assert_eq!(*error.reason(), LinkRefused::OutboxEnded);
    let words = "`SPEAKER.outbox` was not linked to `LISTENER.ears`: the component of `SPEAKER.outbox` has ended";
    assert_eq!(error.to_string(), words);
    let error = inbox.outbox().map(drop).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("the component of `LISTENER.ears` has ended")
    );
    assert!(inbox.send(1).await.is_err());
}

// Case 139.
#[tokio::test]
async fn a_component_on_a_thread_is_linked_while_it_waits() {
    let ((to, inbox), (from, outbox)) = (oneshot::channel(), oneshot::channel());
    let graph = graphline! { DEAF = Deaf::new(to, from); };
    let graph = graph.spawn();
    let (into, out_of) = (inbox.await.unwrap(), outbox.await.unwrap());
    let mut results = Inbox::unlinked();
    let mut first = into.outbox().unwrap();
    let linkage = out_of.link_to(&results.address()).unwrap();

    first.send(1).await.unwrap();
    assert_eq!(results.recv().await, Some(101));
    into.send(2).await.unwrap();
    assert_eq!(results.recv().await, Some(102));

    drop((into, first));
    assert_eq!(results.recv().await, None);
    assert!(graph.join().await.is_ok());
    drop(linkage);
}

/// Owns linkages between others, until it is told to end.
#[derive(Component)]
struct Owner {
    #[inbox]
    inbox: Inbox<()>,
    boxes: Vec<(OutboxAddress<u64>, InboxAddress<u64>)>,
}

impl Main for Owner {
    async fn main(mut self) -> Outcome {
        let mut linkages = Vec::new();
        for (outbox, inbox) in std::mem::take(&mut self.boxes) {
            linkages.push(outbox.link_to(&inbox)?);
        }
        while self.inbox.recv().await.is_some() {}
        Ok(())
    }
}

// Case 39.
#[tokio::test]
async fn the_linkages_of_a_component_are_cut_when_it_ends() {
    let mut outboxes: [Outbox<u64>; 2] = Default::default();
    let mut inboxes: [Inbox<u64>; 2] = Default::default();
    let [(c, of_c), (d, of_d)] = [0, 1].map(|index| {
        let boxes = vec![(outboxes[index].address(), inboxes[index].address())];
        let (stop, source) = feed::<()>();
        (stop, pipeline![source, Owner::new(boxes)].spawn())
    });
    for outbox in &mut outboxes {
        while !outbox.is_linked() {
            tokio::task::yield_now().await;
        }
        outbox.send(1).await.unwrap();
    }
    drop(c);
    assert!(of_c.join().await.is_ok());

    for outbox in &mut outboxes {
        outbox.send(2).await.unwrap();
    }
    assert_eq!(all(&mut inboxes[0]).await, [1]);
    assert_eq!(inboxes[1].recv().await, Some(1));
    assert_eq!(inboxes[1].recv().await, Some(2));
    drop(d);
    assert!(of_d.join().await.is_ok());
    assert_eq!(inboxes[1].recv().await, None);
}

/// Starts a graph that sends to its own inbox, and adds up what comes.
#[derive(Component)]
struct Parent {
    #[inbox(optional)]
    results: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    children: u64,
}

impl Main for Parent {
    async fn main(mut self) -> Outcome {
        for child in 0..self.children {
            let graph = graphline! { CHILD = Child::new(child, self.results.address()); };
            // It ends with this component, at the latest.
            drop(graph.spawn());
        }
        let mut sum = 0;
        while let Some(result) = self.results.recv().await {
            sum += result;
        }
        self.outbox.send(sum).await?;
        Ok(())
    }
}

/// Sends one number to whoever has started it.
#[derive(Component)]
struct Child {
    number: u64,
    results: InboxAddress<u64>,
}

impl Main for Child {
    async fn main(self) -> Outcome {
        let mut outbox = self.results.outbox()?;
        outbox.send(self.number).await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_component_starts_graphs_and_hears_of_them_until_the_last_has_ended() {
    let (mut sums, sink) = collect();
    pipeline![Parent::new(100), sink].run().await.unwrap();
    assert_eq!(all(&mut sums).await, [4950]);
}

// Case 51.
#[test]
fn two_threads_link_and_cut_at_once() {
    const ROUNDS: usize = 2000;
    let mut outbox = Outbox::<u64>::unlinked();
    let from = outbox.address();
    let (done, ends) = mpsc::channel();
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let (from, done) = (from.clone(), done.clone());
            std::thread::spawn(move || {
                let mut inbox = Inbox::unlinked();
                let mut received = Vec::new();
                for _ in 0..ROUNDS {
                    let address = inbox.address();
                    if let Ok(linkage) = from.link_with(&address, Policy::unbounded()) {
                        received.extend(inbox.try_recv());
                        linkage.unlink();
                    }
                    drop(address);
                    received.extend(std::iter::from_fn(|| inbox.recv_blocking()));
                }
                done.send(()).expect("somebody waits");
                received
            })
        })
        .collect();
    drop(done);
    let mut sent = 0;
    while !matches!(ends.try_recv(), Err(mpsc::TryRecvError::Disconnected)) {
        outbox.try_send(sent).expect("it is unlinked, or has room");
        sent += 1;
    }
    let received = threads
        .into_iter()
        .map(|thread| thread.join().expect("it ends well"));
    for received in received {
        assert!(received.is_sorted_by(|one, other| one < other));
    }
}

#[tokio::test]
async fn a_component_that_reads_a_linkage_of_the_graph_reads_others_too() {
    let (mut numbers, source) = feed();
    let mut swallow = Swallow::<u64>::new();
    let address = swallow.inbox().address();
    let graph = graphline! { SOURCE = source; SWALLOW = swallow; SOURCE -> SWALLOW; };
    let graph = graph.spawn();
    numbers.send(1).await.unwrap();
    address.send(2).await.unwrap();
    drop(numbers);
    address.send(3).await.unwrap();
    assert_eq!(address.path().to_string(), "SWALLOW.inbox");
    drop(address);
    assert!(graph.join().await.is_ok());
}

/// Waits, while messages come, then hands its inbox on to a component inside.
#[derive(Component)]
struct Late {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    starts: Starts,
}

type Starts = oneshot::Receiver<()>;

impl Main for Late {
    async fn main(self) -> Outcome {
        self.starts.await?;
        graphline! {
            ECHO = Echo::new();
            self.inbox -> ECHO -> self.outbox;
        }
        .run()
        .await
    }
}

// Cases 40 and 41: a limit is the linkage's own, so the new reader has none that could
// be too small.
#[tokio::test]
async fn what_waits_in_an_inbox_is_there_for_whom_it_is_handed_to() {
    let ((starts, start), (mut results, sink)) = (oneshot::channel(), collect());
    let mut late = Late::new(start);
    let address = late.inbox().address();
    let (numbers, source) = feed();
    let graph = pipeline![source, late, sink].spawn();
    let mut outbox = address.outbox_with(Policy::capacity(3)).unwrap();
    outbox.send_all([0, 1, 2]).await.unwrap();
    assert!(outbox.try_send(3).is_err());
    starts.send(()).unwrap();
    outbox.send(3).await.unwrap();
    drop((outbox, address, numbers));
    assert_eq!(all(&mut results).await, [0, 1, 2, 3]);
    assert!(graph.join().await.is_ok());
}
