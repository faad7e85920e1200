//! The ring, with messages of every shape, and between two threads.

use crate::home::Turn;
use crate::link::{Reader, Writer, ring_of as ring_as};
use crate::policy::Policy;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn ring_of<T: Send + 'static>(capacity: usize) -> (Writer<T>, Reader<T>) {
    ring_as(Policy::Capacity(capacity))
}

fn push<T>(writer: &mut Writer<T>, message: T) -> Result<usize, T> {
    writer.push(message, 0)
}

/// Lets twice as many laps pass as the ring has slots, filled a little each time.
fn messages_come_back<T: Clone + PartialEq + Debug + Send + 'static>(capacity: usize, message: &T) {
    let (mut writer, mut reader) = ring_of(capacity);
    for round in 0..2 * capacity {
        for _ in 0..=round % capacity {
            assert!(push(&mut writer, message.clone()).is_ok());
        }
        for _ in 0..=round % capacity {
            assert_eq!(reader.pop(0).as_ref(), Some(message));
        }
        assert_eq!(reader.pop(0), None);
    }
}

#[test]
fn of_messages_without_a_size_there_may_be_as_many_as_are_wanted() {
    let (mut writer, mut reader) = ring_of(usize::MAX);
    for waiting in 1..=3 {
        assert_eq!(push(&mut writer, ()), Ok(waiting));
    }
    drop(writer);
    assert_eq!(std::iter::from_fn(|| reader.pop(0)).count(), 3);
}

#[test]
fn messages_of_every_shape_come_back_as_they_were() {
    #[derive(Clone, PartialEq, Debug)]
    #[repr(align(64))]
    struct Aligned(u8);

    for capacity in 1..5 {
        messages_come_back(capacity, &());
        messages_come_back(capacity, &7_u8);
        messages_come_back(capacity, &Aligned(3));
        messages_come_back(capacity, &[1_u64; 40]);
        messages_come_back(capacity, &"a message of its own".to_owned());
    }
}

#[test]
fn the_short_way_ends_where_it_is_known_that_there_is_room() {
    let (mut writer, mut reader) = ring_of(3);
    let turn = Turn::begin(1);
    assert!(writer.push_known(0).is_err());
    assert_eq!(writer.push(0, 8), Ok(1));
    assert!(writer.push_known(1).is_ok() && writer.push_known(2).is_ok());
    assert_eq!(writer.push_known(3), Err(3));
    drop(turn);

    let turn = Turn::begin(2);
    assert_eq!(reader.pop(1), Some(0));
    drop(turn);
    assert_eq!(reader.pop_known(), None, "it is not the reader's turn");
    let _turn = Turn::begin(2);
    assert_eq!(
        reader.pop_known(),
        None,
        "nor the one in which it had looked"
    );
    assert_eq!(reader.pop(0), Some(1));
    assert_eq!(reader.pop_known(), None, "one step was to be short");
    assert_eq!(reader.pop(8), Some(2));
}

#[test]
fn many_messages_at_once_go_over_the_end_of_a_lap() {
    let (mut writer, mut reader) = ring_of(3);
    assert!(push(&mut writer, "0".to_owned()).is_ok());
    assert_eq!(reader.pop(0).as_deref(), Some("0"));
    (1..4).for_each(|number| assert!(push(&mut writer, number.to_string()).is_ok()));
    let mut messages = Vec::new();
    assert_eq!(reader.pop_many(&mut messages, 2), 2);
    assert_eq!(reader.pop_many(&mut messages, 2), 1);
    assert_eq!(messages, ["1", "2", "3"]);
}

/// A message that counts how often it is dropped, and may panic then.
struct Counted {
    dropped: Arc<AtomicUsize>,
    panics: bool,
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
        assert!(!self.panics, "this message panics");
    }
}

#[test]
fn what_waits_is_dropped_once_even_if_a_message_panics() {
    let dropped = Arc::new(AtomicUsize::new(0));
    let (mut writer, mut reader) = ring_of(4);
    for panics in [false, true, false, false] {
        let dropped = dropped.clone();
        assert!(push(&mut writer, Counted { dropped, panics }).is_ok());
    }
    drop(reader.pop(0));
    drop(writer);
    let panic = catch_unwind(AssertUnwindSafe(|| drop(reader)));
    assert!(panic.is_err());
    assert_eq!(dropped.load(Ordering::Relaxed), 4);
}

#[test]
fn two_threads_pass_messages_in_their_order() {
    const MESSAGES: usize = if cfg!(miri) { 100 } else { 10_000 };
    let (mut writer, mut reader) = ring_of(7);
    let writes = thread::spawn(move || {
        for number in 0..MESSAGES {
            let mut message = Box::new(number);
            while let Err(back) = push(&mut writer, message) {
                message = back;
                thread::yield_now();
            }
        }
    });
    for number in 0..MESSAGES {
        let message = loop {
            match reader.pop(0) {
                Some(message) => break message,
                None => thread::yield_now(),
            }
        };
        assert_eq!(*message, number);
    }
    writes.join().expect("the writer goes on");
}
