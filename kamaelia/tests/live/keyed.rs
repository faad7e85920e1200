//! Boxes that are added and removed while a component runs.

use crate::common::{all, run};
use kamaelia::prelude::*;
use kamaelia::{InboxAddress, Inboxes, Key, OutboxAddress, Outboxes, Received, Shutdown};
use std::collections::HashSet;
use tokio::sync::oneshot;

// Case 129.
#[test]
fn an_added_box_is_empty_and_usable_at_once() {
    run(async {
        let mut inboxes = Inboxes::<u64>::new();
        let mut outboxes = Outboxes::<u64>::new();
        let (inbox, to) = inboxes.add(());
        let (outbox, from) = outboxes.add(());
        assert!(!from.is_linked());
        let linkage = from.link_to(&to)?;
        drop(to);
        outboxes.send_to(outbox, 7).await?;
        assert_eq!(inboxes.recv().await, Some((inbox, Some(7))));
        linkage.unlink();
        assert_eq!(inboxes.recv().await, Some((inbox, None)));
        assert_eq!(inboxes.recv().await, None);
        Ok(())
    });
}

// Case 130.
#[test]
fn each_added_box_has_a_key_of_its_own_also_in_the_place_of_another() {
    let mut inboxes = Inboxes::<u64>::new();
    let mut keys = HashSet::new();
    for _ in 0..10 {
        let (one, other) = (inboxes.add(()).0, inboxes.add(()).0);
        assert!(keys.insert(one) && keys.insert(other));
        assert_eq!(inboxes.remove(one), Some(()));
        assert_eq!(inboxes.remove(one), None);
        assert_eq!(inboxes.remove(other), Some(()));
    }
}

// Case 131.
#[test]
fn four_are_added_and_four_removed() {
    let (mut inboxes, mut outboxes) = (Inboxes::<u64>::new(), Outboxes::<u64>::new());
    let inbox_keys: Vec<_> = (0..4).map(|_| inboxes.add(()).0).collect();
    let outbox_keys: Vec<_> = (0..4).map(|_| outboxes.add(()).0).collect();
    assert_eq!((inboxes.len(), outboxes.len()), (4, 4));
    for key in inbox_keys {
        inboxes.remove(key);
    }
    for key in outbox_keys {
        outboxes.remove(key);
    }
    assert!(inboxes.is_empty() && outboxes.is_empty());
}

// Case 134.
#[test]
fn the_linkage_of_a_box_that_is_removed_is_cut_and_its_other_end_told() {
    run(async {
        let (mut inboxes, mut outboxes) = (Inboxes::<u64>::new(), Outboxes::<u64>::new());
        let (inbox, to) = inboxes.add(());
        let mut sender = Outbox::unlinked();
        let linkage = sender.address().link_to(&to)?;
        inboxes.remove(inbox);
        assert!(sender.send(1).await.is_err());
        assert!(to.send(1).await.is_err());
        linkage.unlink();

        let mut reader = Inbox::unlinked();
        let (outbox, from) = outboxes.add(());
        let linkage = from.link_to(&reader.address())?;
        outboxes.send_to(outbox, 2).await?;
        outboxes.remove(outbox);
        assert!(outboxes.send_to(outbox, 3).await.is_err());
        assert_eq!(all(&mut reader).await, [2]);
        linkage.unlink();
        Ok(())
    });
}

// Cases 135 and 137.
#[test]
fn what_belongs_to_a_box_comes_back_by_its_key() {
    let mut pages = Inboxes::<u64, String>::new();
    let (one, _) = pages.add("one".to_owned());
    let (other, _) = pages.add("other".to_owned());
    pages.resource(one).expect("it is there").push_str(" page");
    assert_eq!(
        pages.resource(one).map(|page| page.as_str()),
        Some("one page")
    );
    assert_eq!(pages.iter().count(), 2);
    assert_eq!(pages.remove(other).as_deref(), Some("other"));
    assert_eq!(pages.resource(other), None);
    assert_eq!(pages.remove(one).as_deref(), Some("one page"));
    assert_eq!(pages.iter().count(), 0);
}

#[test]
fn added_inboxes_are_served_in_turn() {
    run(async {
        let mut inboxes = Inboxes::<u64, u64>::new();
        let mut outboxes = Vec::new();
        for number in 0..3 {
            let (_, address) = inboxes.add(number);
            let mut outbox = address.outbox()?;
            outbox.send_all([number; 5]).await?;
            outboxes.push(outbox);
        }
        let mut order = Vec::new();
        for _ in 0..15 {
            order.extend(inboxes.recv().await.and_then(|(_, message)| message));
        }
        assert_eq!(order, [0, 1, 2].repeat(5));
        Ok(())
    });
}

#[test]
fn a_message_for_all_goes_by_every_outbox_and_tells_who_has_ended() {
    run(async {
        let mut outboxes = Outboxes::<u64>::new();
        let mut readers: [Inbox<u64>; 3] = Default::default();
        let keys: Vec<Key<Outbox<u64>>> = readers
            .iter_mut()
            .map(|reader| Ok(outboxes.take_in(reader.address().outbox()?, ())))
            .collect::<Result<_, kamaelia::LinkError>>()?;
        assert!(outboxes.send_to_all(1).await.is_empty());
        let [mut one, gone, mut other] = readers;
        drop(gone);
        assert_eq!(outboxes.send_to_all(2).await, [keys[1]]);
        outboxes.remove(keys[1]);
        drop(outboxes);
        assert_eq!(all(&mut one).await, [1, 2]);
        assert_eq!(all(&mut other).await, [1, 2]);
        Ok(())
    });
}

/// Adds a box whenever it is asked to, and says what has come where.
#[derive(Component)]
struct Hub {
    #[inbox]
    inbox: Inbox<oneshot::Sender<InboxAddress<u64>>>,
    #[outbox]
    outbox: Outbox<(usize, Option<u64>)>,
    #[state]
    guests: Inboxes<u64, usize>,
}

impl Main for Hub {
    async fn main(mut self) -> Outcome {
        let mut count = 0;
        while let Some(received) = self.guests.recv_or(&mut self.inbox).await {
            match received {
                Received::Fixed(ask) => {
                    let (_, address) = self.guests.add(count);
                    count += 1;
                    let _ = ask.send(address);
                }
                Received::Added(key, number) => {
                    let guest = *self.guests.resource(key).expect("it is not removed");
                    self.outbox.send((guest, Some(number))).await?;
                }
                Received::Ended(key) => {
                    let guest = self.guests.remove(key).expect("it is not removed");
                    self.outbox.send((guest, None)).await?;
                }
            }
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_component_waits_for_its_own_inbox_and_for_all_that_it_has_added() {
    let ((mut asks, source), (mut results, sink)) = (feed(), collect());
    let graph = pipeline![source, Hub::new(), sink].spawn();
    let mut guests = Vec::new();
    for _ in 0..100 {
        let (ask, address) = oneshot::channel();
        asks.send(ask).await.unwrap();
        guests.push(address.await.unwrap());
    }
    for round in 0..10 {
        for guest in &guests {
            guest.send(round).await.unwrap();
        }
    }
    drop((guests, asks));
    let mut received = vec![Vec::new(); 100];
    while let Some((guest, number)) = results.recv().await {
        received[guest].push(number);
    }
    assert!(graph.join().await.is_ok());
    let expected: Vec<_> = (0..10).map(Some).chain([None]).collect();
    assert!(received.iter().all(|numbers| *numbers == expected));
}

#[tokio::test]
async fn who_waits_for_added_boxes_ends_when_it_is_told_to() {
    for shutdown in [Shutdown::Finish, Shutdown::Now] {
        let ((mut asks, source), (_results, sink)) = (feed(), collect());
        let graph = pipeline![source, Hub::new(), sink].spawn();
        let (ask, address) = oneshot::channel();
        asks.send(ask).await.unwrap();
        let guest = address.await.unwrap();
        guest.send(1).await.unwrap();
        graph.shutdown(shutdown);
        assert!(graph.join().await.is_ok());
        assert!(guest.send(2).await.is_err());
    }
}

// Case 139, with boxes that are added.
#[derive(Component)]
#[component(blocking)]
struct Threaded {
    boxes: oneshot::Sender<(InboxAddress<u64>, OutboxAddress<u64>)>,
}

impl Blocking for Threaded {
    fn main(self) -> Outcome {
        let mut inbox = Inbox::unlinked();
        let mut outbox = Outbox::unlinked();
        let _ = self.boxes.send((inbox.address(), outbox.address()));
        while let Some(number) = inbox.recv_blocking() {
            outbox.send_blocking(number + 1)?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_thread_adds_boxes_and_uses_them() {
    let (boxes, addresses) = oneshot::channel();
    let graph = graphline! { THREADED = Threaded::new(boxes); };
    let graph = graph.spawn();
    let (to, from) = addresses.await.unwrap();
    let mut results = Inbox::unlinked();
    let _linkage = from.link_to(&results.address()).unwrap();
    to.send(1).await.unwrap();
    assert_eq!(results.recv().await, Some(2));
    drop(to);
    assert!(graph.join().await.is_ok());
}
