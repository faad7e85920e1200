use super::*;

fn fill(sender: &mut Sender<usize>) -> usize {
    let mut taken = 0;
    while taken < 1000 && sender.poll_room(None).is_ready() {
        sender.push(taken);
        taken += 1;
    }
    taken
}

// 58: a limit of five, full, then the limit is removed: 500 more fit.
#[test]
fn a_limit_that_is_lifted_lets_everything_in() {
    let (mut sender, receiver) = link(Policy::capacity(5));
    assert_eq!(fill(&mut sender), 5);
    receiver.watch().set_policy(Policy::unbounded());
    assert_eq!(fill(&mut sender), 1000);
}

// 60: a limit of two, changed to four, removed, is reported as that.
#[test]
fn a_linkage_says_what_its_limit_is_now() {
    let (_sender, receiver) = link::<usize>(Policy::capacity(2));
    let watch = receiver.watch();
    assert_eq!(watch.policy(), Policy::capacity(2));
    watch.set_policy(Policy::capacity(4));
    assert_eq!(watch.policy(), Policy::capacity(4));
    watch.set_policy(Policy::unbounded());
    assert_eq!(watch.policy().limit(), None);
}

#[test]
fn a_lifted_limit_admits_those_who_wait() {
    let (mut sender, receiver) = link(Policy::capacity(1));
    sender.push(0);
    assert!(
        sender
            .poll_room(Some(&|| Waker::noop().clone()))
            .is_pending()
    );
    receiver.watch().set_policy(Policy::capacity(2));
    assert!(sender.poll_room(None).is_ready());
}

#[test]
fn the_reader_learns_of_the_end_when_the_last_shared_writer_is_gone() {
    let (sender, receiver) = link::<usize>(Policy::default());
    let other = sender.share();
    drop(sender);
    assert_eq!(receiver.head(None), Head::Empty);
    drop(other);
    assert_eq!(receiver.head(None), Head::Finished);
}

#[test]
fn an_ended_linkage_still_gives_what_waits() {
    let (mut sender, mut receiver) = link(Policy::default());
    sender.push(1);
    receiver.watch().end();
    assert_eq!(receiver.pop(), Some(1));
    assert_eq!(receiver.head(None), Head::Finished);
}

#[test]
fn a_writer_that_is_dropped_gives_its_turn_to_the_next() {
    let (mut first, mut receiver) = link(Policy::capacity(1));
    let wait: &dyn Fn() -> Waker = &|| Waker::noop().clone();
    first.push(0);
    let (mut second, mut third) = (first.share(), first.share());
    assert!(second.poll_room(Some(wait)).is_pending());
    assert!(third.poll_room(Some(wait)).is_pending());
    assert_eq!(receiver.pop(), Some(0));
    drop(second);
    assert!(third.poll_room(None).is_ready());
}

#[test]
fn counts_say_what_was_sent_read_and_dropped() {
    let (mut sender, mut receiver) = link(Policy::drop_newest(2));
    (0..5).for_each(|number| sender.push(number));
    receiver.pop();
    let LinkCounts {
        sent,
        received,
        waiting,
        high_water,
        dropped,
    } = receiver.watch().counts();
    assert_eq!(
        (sent, received, waiting, high_water, dropped),
        (5, 1, 1, 2, 3)
    );
}

#[test]
fn what_a_reader_leaves_unread_is_counted_as_dropped() {
    let (mut sender, mut receiver) = link(Policy::default());
    (0..5).for_each(|number| sender.push(number));
    receiver.pop();
    let watch = receiver.watch();
    drop(receiver);
    sender.push(5);
    let LinkCounts {
        sent,
        received,
        dropped,
        ..
    } = watch.counts();
    assert_eq!((sent, received, dropped), (6, 1, 5));
}
