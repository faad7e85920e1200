//! The ring alone: two threads step through it, and nobody waits.

use super::threads::{check, spawn};
use crate::home::Turn;
use crate::link::{Reader, Writer, ring_of as ring_as};
use crate::policy::Policy;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many steps an end goes the short way.
const MOST: u64 = 8;

/// The numbers of the two owners.
const WRITER: u64 = 1;
const READER: u64 = 2;

fn ring_of<T: Send + 'static>(capacity: usize) -> (Writer<T>, Reader<T>) {
    ring_as(Policy::Capacity(capacity))
}

fn push<T>(writer: &mut Writer<T>, message: T) -> Result<(), T> {
    let back = match writer.push_known(message) {
        Ok(()) => return Ok(()),
        Err(back) => back,
    };
    writer.push(back, MOST).map(|_| ())
}

fn pop<T>(reader: &mut Reader<T>) -> Option<T> {
    reader.pop_known().or_else(|| reader.pop(MOST))
}

/// Some numbers, each sent if there is room for it, through a ring whose slots come
/// round again.
fn messages_keep_their_order(capacity: usize) {
    let (mut writer, mut reader) = ring_of(capacity);
    let writes = spawn(move || {
        let _turn = Turn::begin(WRITER);
        let written = (0..4_u64).filter(|&number| push(&mut writer, number).is_ok());
        written.collect::<Vec<_>>()
    });
    let turn = Turn::begin(READER);
    let mut read: Vec<_> = (0..3).filter_map(|_| pop(&mut reader)).collect();
    let written = writes.join().expect("the writer goes on");
    read.extend(std::iter::from_fn(|| pop(&mut reader)));
    drop(turn);
    assert_eq!(read, written);
}

pub(super) fn a_ring_of_one_keeps_messages_and_their_order() {
    check(3, || messages_keep_their_order(1));
}

pub(super) fn a_ring_of_two_keeps_messages_and_their_order() {
    check(3, || messages_keep_their_order(2));
}

pub(super) fn many_messages_are_taken_at_once() {
    check(3, || {
        let (mut writer, mut reader) = ring_of(2);
        let writes = spawn(move || {
            let written = (0..4_u64).filter(|&number| push(&mut writer, number).is_ok());
            written.collect::<Vec<_>>()
        });
        let mut read = Vec::new();
        reader.pop_many(&mut read, 2);
        reader.pop_many(&mut read, 2);
        let written = writes.join().expect("the writer goes on");
        reader.pop_many(&mut read, 2);
        assert_eq!(read, written);
    });
}

pub(super) fn many_messages_are_put_at_once() {
    check(3, || {
        let (mut writer, mut reader) = ring_of(3);
        let writes = spawn(move || {
            let _turn = Turn::begin(WRITER);
            assert!(push(&mut writer, 0).is_ok());
            let mut rest = 1..3_u64;
            writer.push_all_known(&mut rest);
            assert!(rest.is_empty());
        });
        let mut read: Vec<_> = (0..2).filter_map(|_| pop(&mut reader)).collect();
        writes.join().expect("the writer goes on");
        read.extend(std::iter::from_fn(|| pop(&mut reader)));
        assert_eq!(read, [0, 1, 2]);
    });
}

/// A message that counts how often it is dropped.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

pub(super) fn who_lets_go_of_a_ring_last_drops_what_waits() {
    check(3, || {
        let dropped = Arc::new(AtomicUsize::new(0));
        let (mut writer, mut reader) = ring_of(2);
        let sent = [Counted(dropped.clone()), Counted(dropped.clone())];
        let writes = spawn(move || {
            for message in sent {
                assert!(push(&mut writer, message).is_ok());
            }
        });
        drop(pop(&mut reader));
        drop(reader);
        writes.join().expect("the writer goes on");
        assert_eq!(dropped.load(Ordering::Relaxed), 2);
    });
}
