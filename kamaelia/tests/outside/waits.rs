//! A plain thread that waits for room, for a message, for the end.

use crate::common::{Echo, Idle};
use kamaelia::prelude::*;
use kamaelia::{Closed, Feeder, Policy, TrySendError, collect_with, feed_with};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};
use std::thread;

#[test]
fn who_waits_for_room_goes_on_when_there_is_some() -> Outcome {
    let (mut numbers, source) = feed_with::<u64>(Policy::capacity(1));
    let (mut results, sink) = collect_with(Policy::capacity(1));
    let graph = pipeline![source, Echo::new(), sink].spawn();
    let sender = thread::spawn(move || (0..10_000).try_for_each(|n| numbers.send_blocking(n)));
    let received = std::iter::from_fn(|| results.recv_blocking());
    assert!(received.eq(0..10_000));
    sender.join().expect("no panic")?;
    graph.join_blocking()
}

#[test]
fn who_waits_for_room_that_will_not_come_is_told() -> Outcome {
    let (mut numbers, source) = feed_with::<u64>(Policy::capacity(1));
    let (_unread, sink) = collect_with(Policy::capacity(1));
    let graph = pipeline![source, sink].spawn();
    // The thread waits when everything is full, or will, as soon as it is.
    let sender = thread::spawn(move || (0..1000).try_for_each(|n| numbers.send_blocking(n)));
    graph.shutdown(Shutdown::Now);
    assert_eq!(sender.join().expect("no panic"), Err(Closed));
    graph.join_blocking()
}

/// Whether somebody was woken.
#[derive(Default)]
struct Told(AtomicBool);

impl Wake for Told {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Begins to wait for the end of the reader.
fn watch(numbers: &mut Feeder<u64>, told: &Arc<Told>) {
    let waker = Waker::from(told.clone());
    let closed = pin!(numbers.closed());
    assert!(closed.poll(&mut Context::from_waker(&waker)).is_pending());
}

#[test]
fn each_clone_that_waits_for_the_end_of_the_reader_is_told() {
    let (numbers, source) = feed::<u64>();
    let mut clones = [numbers.clone(), numbers.clone(), numbers];
    let told = [(); 3].map(|()| Arc::<Told>::default());
    for (clone, told) in clones.iter_mut().zip(&told) {
        watch(clone, told);
    }
    drop(source);
    assert!(told.iter().all(|told| told.0.load(Ordering::SeqCst)));
}

#[test]
fn a_clone_that_is_gone_leaves_no_waker_behind() {
    let (numbers, _source) = feed::<u64>();
    let told = Arc::<Told>::default();
    watch(&mut numbers.clone(), &told);
    assert_eq!(Arc::strong_count(&told), 1);
}

// Case 53.
#[test]
fn a_message_that_does_not_fit_comes_back() {
    let (mut numbers, source) = feed_with::<u64>(Policy::capacity(1));
    assert_eq!(numbers.try_send(1), Ok(()));
    assert_eq!(numbers.try_send(2), Err(TrySendError::Full(2)));
    drop(source);
    assert_eq!(numbers.try_send(3), Err(TrySendError::Closed(3)));
    assert_eq!(numbers.send_blocking(4), Err(Closed));
}

#[test]
fn what_became_of_a_graph_is_reported_to_a_plain_thread() {
    let (mut numbers, source) = feed::<u64>();
    let (_results, sink) = collect();
    numbers.send_blocking(7).expect("there is room");
    drop(numbers);
    let report = pipeline![source, sink].spawn().report_blocking();
    assert!(report.outcome.is_ok());
    assert_eq!(report.linkages[0].counts.received, 1);
}

#[test]
fn who_waits_for_the_end_is_woken_by_it() -> Outcome {
    let (results, sink) = collect::<u64>();
    let graph = pipeline![Idle::new(), sink].spawn();
    let observer = graph.observer();
    let waiter = thread::spawn(move || graph.join_blocking());
    // The handle is with who waits; the graph ends with who reads it.
    drop(results);
    waiter.join().expect("no panic")?;
    assert!(observer.states()[0].to_string().contains("has ended"));
    Ok(())
}

/// Has a graph of its own work for it, and waits for its end.
#[derive(Component)]
#[component(blocking)]
struct Employer {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Blocking for Employer {
    fn main(mut self) -> Outcome {
        let (mut numbers, source) = feed();
        let (mut results, sink) = collect();
        let graph = pipeline![source, Echo::<u64>::new(), sink].spawn();
        while let Some(number) = self.inbox.recv_blocking() {
            numbers.send_blocking(number)?;
        }
        drop(numbers);
        graph.join_blocking()?;
        while let Some(number) = results.recv_blocking() {
            self.outbox.send_blocking(number)?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_blocking_component_waits_for_a_graph_that_it_has_spawned() -> Outcome {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    numbers.send_all(0..10).await?;
    drop(numbers);
    pipeline![source, Employer::new(), sink].run().await?;
    for number in 0..10 {
        assert_eq!(results.recv().await, Some(number));
    }
    assert_eq!(results.recv().await, None);
    Ok(())
}

/// Waits for a graph that does not end by itself.
#[derive(Component)]
#[component(blocking)]
struct Patient {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Blocking for Patient {
    fn main(self) -> Outcome {
        let _outbox = self.outbox;
        let (_results, sink) = collect::<u64>();
        pipeline![Idle::new(), sink].spawn().join_blocking()
    }
}

#[tokio::test]
async fn a_blocking_component_that_waits_for_a_graph_ends_when_told() -> Outcome {
    for how in [Shutdown::Finish, Shutdown::Now] {
        let (_results, sink) = collect();
        let graph = pipeline![Patient::new(), sink].spawn();
        graph.shutdown(how);
        graph.join().await?;
    }
    Ok(())
}
