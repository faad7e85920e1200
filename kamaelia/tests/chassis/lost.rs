//! Boxes that do not come home.

use crate::common::{Take, all, overdue};
use crate::parts::all_rest;
use kamaelia::Release;
use kamaelia::chassis::Seq;
use kamaelia::prelude::*;
use std::sync::Mutex;
use std::sync::mpsc;
use std::time::Duration;

/// Leaves its inbox to somebody else and ends.
#[derive(Component)]
struct LeavesInbox {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    to: mpsc::Sender<Inbox<u64>>,
}

impl Main for LeavesInbox {
    async fn main(self) -> Outcome {
        let _ended = self.outbox;
        let _ = self.to.send(self.inbox);
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn the_next_starts_when_who_was_left_an_inbox_lets_go_of_it() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let (to, left) = mpsc::channel();
    let seq = Seq::of(LeavesInbox::new(to)).then(Take::new(2));
    let graph = pipeline![source, seq, sink].spawn();
    numbers.send_all([1, 2, 3]).await.unwrap();
    all_rest().await;
    let mut inbox = left.recv().expect("it was left");
    assert_eq!(crate::parts::now(&mut inbox), [1, 2, 3]);
    numbers.send_all([4, 5]).await.unwrap();
    all_rest().await;
    assert_eq!(crate::parts::now(&mut results), []);

    std::thread::spawn(move || drop(inbox));

    assert_eq!(all(&mut results).await, [4, 5]);
    graph.join().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_a_box_can_be_stopped() {
    let (_open, source) = feed();
    let (_results, sink) = collect::<u64>();
    let (to, left) = mpsc::channel();
    let seq = Seq::of(LeavesInbox::new(to)).then(Take::new(2));
    let graph = pipeline![source, seq, sink].spawn();
    all_rest().await;
    let _kept = left.recv().expect("it was left");
    graph.shutdown(Shutdown::Now);
    graph.join().await.unwrap();
}

/// Blocks its thread until it is let go.
#[derive(Component)]
#[component(blocking)]
struct Blocks {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    until: Mutex<mpsc::Receiver<()>>,
}

impl Blocking for Blocks {
    fn main(self) -> Outcome {
        let _held = (self.inbox, self.outbox);
        let _ = self.until.lock().map(|until| until.recv());
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_thread_that_does_not_end_is_abandoned_with_its_boxes() {
    let (_open, source) = feed();
    let (_results, sink) = collect::<u64>();
    let (_until, until) = mpsc::channel();
    let seq = Seq::of(Blocks::new(Mutex::new(until))).then(Take::new(2));
    let graph = graphline! { SOURCE = source; SEQ = seq; SINK = sink; SOURCE -> SEQ -> SINK; };
    let graph = graph.grace(Duration::from_millis(100)).spawn();
    tokio::time::sleep(Duration::from_millis(1)).await;
    graph.stop();
    let report = graph.report().await;
    assert_eq!(overdue(&report), [("SEQ/child[0]", Release::Abandoned)]);
}
