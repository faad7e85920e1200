//! Linking, cutting and linking elsewhere, while messages wait.

use crate::common::{all, run};
use futures::executor::block_on;
use kamaelia::prelude::*;
use kamaelia::{LinkError, LinkRefused, Policy, TrySendError};

fn boxes<const N: usize>() -> [Inbox<u64>; N] {
    std::array::from_fn(|_| Inbox::unlinked())
}

/// What waits in an inbox now.
fn waiting(inbox: &mut Inbox<u64>) -> Vec<u64> {
    std::iter::from_fn(|| inbox.try_recv().ok()).collect()
}

// Case 34.
#[test]
fn an_outbox_that_was_unlinked_can_be_linked_to_another_inbox() {
    run(async {
        let ([mut b, mut c], mut a) = (boxes(), Outbox::unlinked());
        let from = a.address();
        let linkage = from.link_to(&b.address())?;
        a.send(1).await?;
        linkage.unlink();
        assert!(!from.is_linked());

        let linkage = from.link_to(&c.address())?;
        a.send(2).await?;
        drop((a, from, linkage));

        assert_eq!(all(&mut b).await, [1]);
        assert_eq!(all(&mut c).await, [2]);
        Ok(())
    });
}

// Cases 35 and 37: a handle is used up, so no linkage is cut twice.
#[test]
fn of_two_linkages_one_is_cut_and_the_other_stays() {
    run(async {
        let mut inbox = Inbox::unlinked();
        let address = inbox.address();
        let (mut a, mut b) = (Outbox::unlinked(), Outbox::unlinked());
        let one = a.address().link_to(&address)?;
        let other = b.address().link_to(&address)?;

        one.unlink();
        a.send(1).await?;
        b.send(2).await?;

        assert_eq!(waiting(&mut inbox), [2]);
        drop(other);
        b.send(3).await?;
        assert_eq!(waiting(&mut inbox), []);
        Ok(())
    });
}

// Case 36.
#[test]
fn linkages_are_cut_by_the_box_that_they_touch() {
    run(async {
        let ([mut b, mut c], mut a, mut d) = (boxes(), Outbox::unlinked(), Outbox::unlinked());
        let mut e = Outbox::unlinked();
        let [to_b, to_c] = [b.address(), c.address()];
        let from_a = a.address();
        let mut linkages = vec![
            from_a.link_to(&to_b)?,
            d.address().link_to(&to_b)?,
            e.address().link_to(&to_c)?,
        ];

        linkages.retain(|linkage| !linkage.is_from(&from_a) && !linkage.is_to(&to_c));
        a.send(1).await?;
        d.send(2).await?;
        e.send(3).await?;

        assert_eq!(linkages.len(), 1);
        assert_eq!(waiting(&mut b), [2]);
        assert_eq!(waiting(&mut c), []);
        Ok(())
    });
}

// Case 43.
#[test]
fn an_outbox_leads_to_an_inbox_of_its_own_component() {
    run(async {
        let (mut outbox, mut inbox) = (Outbox::unlinked(), Inbox::unlinked());
        let linkage = outbox.address().link_to(&inbox.address())?;
        outbox.send_all(0..5).await?;
        linkage.unlink();
        assert_eq!(all(&mut inbox).await, [0, 1, 2, 3, 4]);
        Ok(())
    });
}

// Cases 58 and 60.
#[test]
fn the_limit_of_a_linkage_is_changed_while_messages_wait() {
    let (mut outbox, mut inbox) = (Outbox::unlinked(), Inbox::unlinked());
    let mut linkage = outbox
        .address()
        .link_with(&inbox.address(), Policy::capacity(2))
        .expect("both are there");
    assert_eq!(linkage.policy().limit(), Some(2));
    for number in 0..2 {
        outbox.try_send(number).expect("there is room");
    }
    assert_eq!(outbox.try_send(9), Err(TrySendError::Full(9)));

    linkage
        .set_policy(Policy::capacity(4))
        .expect("still there");
    assert_eq!(linkage.policy().limit(), Some(4));
    for number in 2..6 {
        outbox.try_send(number).expect("there is room");
    }
    assert_eq!(outbox.try_send(9), Err(TrySendError::Full(9)));

    linkage
        .set_policy(Policy::unbounded())
        .expect("still there");
    assert_eq!(linkage.policy().limit(), None);
    for number in 6..506 {
        outbox.try_send(number).expect("there is room");
    }
    assert_eq!(linkage.counts().sent, 500);
    drop((outbox, linkage));
    let received = block_on(all(&mut inbox));
    assert!(received.iter().copied().eq(0..506), "{received:?}");
}

#[test]
fn what_waits_stays_and_only_what_comes_later_goes_the_new_way() {
    run(async {
        let ([mut b, mut c], mut a) = (boxes(), Outbox::unlinked());
        let [to_b, to_c] = [b.address(), c.address()];
        let mut linkage = a.address().link_to(&to_b)?;
        a.send_all([1, 2]).await?;
        linkage.relink(&to_c)?;
        a.send_all([3, 4]).await?;
        // And back again, while what was sent there first still waits.
        linkage.relink(&to_b)?;
        a.send_all([5, 6]).await?;

        assert!(linkage.is_to(&to_b));
        assert_eq!(waiting(&mut b), [1, 2, 5, 6]);
        assert_eq!(waiting(&mut c), [3, 4]);
        Ok(())
    });
}

#[test]
fn who_waits_for_room_goes_on_when_the_linkage_is_led_elsewhere() {
    block_on(async {
        let ([mut b, mut c], mut a) = (boxes(), Outbox::unlinked());
        let address = a.address();
        let mut linkage = address
            .link_with(&b.address(), Policy::capacity(1))
            .expect("both are there");
        a.try_send(1).expect("there is room");
        let waits = async { a.send_all([2, 3]).await };
        let moves = async {
            linkage.relink(&c.address()).expect("both are there");
            // It has room for one as well: the other is sent to nobody.
            linkage.unlink();
        };
        tokio::join!(biased; waits, moves)
            .0
            .expect("no end is closed");
        assert_eq!(waiting(&mut b), [1]);
        assert_eq!(waiting(&mut c), []);
    });
}

#[test]
fn room_that_was_kept_is_kept_on_the_new_way_too() {
    run(async {
        let ([mut b, mut c], mut a) = (boxes(), Outbox::unlinked());
        let mut linkage = a.address().link_with(&b.address(), Policy::capacity(1))?;
        let slot = a.reserve().await?;
        linkage.relink(&c.address())?;
        slot.send(7);
        assert_eq!(a.try_send(8), Err(TrySendError::Full(8)));
        assert_eq!(waiting(&mut b), []);
        assert_eq!(waiting(&mut c), [7]);
        Ok(())
    });
}

#[test]
fn a_conversion_goes_along_when_its_linkage_is_led_elsewhere() {
    run(async {
        let (mut b, mut c) = (Inbox::<String>::unlinked(), Inbox::unlinked());
        let mut a = Outbox::<u64>::unlinked();
        let mut count = 0;
        let number = move |n: u64| {
            count += 1;
            format!("{count}: {n}")
        };
        let mut linkage = a
            .address()
            .link_via(&b.address(), Policy::default(), number)?;
        a.send(7).await?;
        linkage.relink(&c.address())?;
        a.send(8).await?;
        drop((a, linkage));
        assert_eq!(all(&mut b).await, ["1: 7"]);
        assert_eq!(all(&mut c).await, ["2: 8"]);
        Ok(())
    });
}

#[test]
fn the_newest_alone_is_seen_where_the_linkage_says_so() {
    run(async {
        let (mut outbox, mut inbox) = (Outbox::unlinked(), Inbox::unlinked());
        let linkage = outbox
            .address()
            .link_with(&inbox.address(), Policy::latest())?;
        outbox.send_all(0..10).await?;
        assert_eq!(inbox.recv().await, Some(9));
        let counts = linkage.counts();
        assert_eq!((counts.sent, counts.received, counts.dropped), (10, 1, 9));
        Ok(())
    });
}

#[test]
fn a_policy_that_holds_nothing_makes_no_linkage() {
    let (mut outbox, mut inbox) = (Outbox::<u64>::unlinked(), Inbox::unlinked());
    let from = outbox.address();
    let error = from.link_with(&inbox.address(), Policy::capacity(0));
    let error = error.expect_err("it holds no message");
    assert_eq!(*error.reason(), LinkRefused::NoRoom(Policy::capacity(0)));
    assert!(!from.is_linked());
}

#[test]
fn a_linkage_that_is_kept_is_not_cut() {
    run(async {
        let (mut outbox, mut inbox) = (Outbox::unlinked(), Inbox::unlinked());
        outbox.address().link_to(&inbox.address())?.keep();
        outbox.send(1).await?;
        drop(outbox);
        assert_eq!(all(&mut inbox).await, [1]);
        Ok(())
    });
}

#[test]
fn a_linkage_whose_reader_has_ended_is_in_nobodys_way() {
    block_on(async {
        let ([b, mut c], mut a) = (boxes(), Outbox::unlinked());
        let mut b = b;
        let from = a.address();
        let to_b = b.address();
        let mut old = from.link_to(&to_b).expect("both are there");
        drop(b);
        assert!(a.is_closed());
        assert!(a.send(1).await.is_err());
        let refused = from.link_to(&to_b).expect_err("there is no inbox");
        assert_eq!(*refused.reason(), LinkRefused::InboxEnded);

        let _new = from.link_to(&c.address()).expect("both are there");
        a.send(2).await.expect("somebody reads");
        // The old one is over, and does not come back.
        let refused: LinkError = old.relink(&c.address()).expect_err("it is over");
        assert_eq!(*refused.reason(), LinkRefused::Over);
        old.unlink();
        a.send(3).await.expect("somebody reads");
        assert_eq!(waiting(&mut c), [2, 3]);
    });
}

#[test]
fn an_outbox_that_is_gone_cannot_be_linked() {
    let (mut outbox, mut inbox) = (Outbox::<u64>::unlinked(), Inbox::unlinked());
    let from = outbox.address();
    drop(outbox);
    let error = from.link_to(&inbox.address()).expect_err("it is gone");
    assert_eq!(*error.reason(), LinkRefused::OutboxEnded);
    // Nothing has changed: nobody can send, and the inbox is as it was.
    assert!(block_on(all(&mut inbox)).is_empty());
}

#[test]
fn a_clone_of_a_feeder_leads_where_the_feeder_does_also_when_its_address_is_known() {
    run(async {
        let (mut numbers, source) = feed();
        let (mut results, sink) = collect();
        let _address = numbers.address();
        let mut clone = numbers.clone();
        numbers.send(1).await?;
        clone.send(2).await?;
        assert_eq!(clone.counts().sent, 2);
        drop((numbers, clone));

        pipeline![source, sink].run().await?;

        assert_eq!(all(&mut results).await, [1, 2]);
        Ok(())
    });
}
