//! Tasks in a row.

use super::channel::{Channel, Item};
use super::{on_one_thread, result_of, start_task};
use crate::{BATCH, CAPACITY, COMPONENTS_TO_START, byte_sum};
use kamaelia_benches_parts::{chunk, pin_to};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc;

/// The chain of six.
pub fn chain<C: Channel>(count: u64) -> u64 {
    on_one_thread(numbers::<C>(6, CAPACITY, count))
}

/// The chain of six in which one message waits on each channel.
pub fn chain_of_capacity_1<C: Channel>(count: u64) -> u64 {
    on_one_thread(numbers::<C>(6, 1, count))
}

/// A chain of so many tasks.
pub fn length<C: Channel, const N: usize>(count: u64) -> u64 {
    on_one_thread(numbers::<C>(N, CAPACITY, count))
}

/// Starts a chain and passes one message, so many times, on one runtime.
pub fn start<C: Channel>(count: u64) -> u64 {
    on_one_thread(async {
        let mut sum = 0;
        for _ in 0..count {
            sum += numbers::<C>(COMPONENTS_TO_START, CAPACITY, 1).await;
        }
        sum
    })
}

/// The chain of six with chunks.
pub fn chunks<C: Channel>(count: u64) -> u64 {
    let add = |sum, bytes: Vec<u8>| sum + byte_sum(&bytes);
    on_one_thread(row::<C, _>(6, CAPACITY, count, chunk, |bytes| bytes, add))
}

/// Seventeen tasks, one message on each channel.
pub fn caterpillar<C: Channel>(count: u64) -> u64 {
    let toggle = |number: u64| black_box(number.is_multiple_of(2));
    let add = |sum, on| sum + u64::from(on);
    on_one_thread(row::<C, _>(17, 1, count, toggle, |on| on, add))
}

/// The chain of six on two pinned workers.
pub fn two_threads<C: Channel>(count: u64) -> u64 {
    let core = AtomicUsize::new(0);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .on_thread_start(move || {
            pin_to(core.fetch_add(1, Ordering::Relaxed)).expect("a thread may be pinned");
        })
        .build();
    runtime
        .expect("a runtime")
        .block_on(numbers::<C>(6, CAPACITY, count))
}

/// The chain of six in batches, which only tokio's own channel has.
pub fn batches(count: u64) -> u64 {
    on_one_thread(async move {
        let (mut to, mut end) = mpsc::channel::<u64>(CAPACITY);
        start_task(async move {
            let mut sent = 0;
            while sent < count {
                let end = count.min(sent + BATCH as u64);
                let numbers = (sent..end).map(black_box);
                send_batch(&mut to, (end - sent) as usize, numbers).await?;
                sent = end;
            }
            Some(())
        });
        for _ in 0..4 {
            let (mut to, next) = mpsc::channel(CAPACITY);
            let mut from = std::mem::replace(&mut end, next);
            start_task(async move {
                let mut batch = Vec::with_capacity(BATCH);
                while from.recv_many(&mut batch, BATCH).await > 0 {
                    let length = batch.len();
                    let numbers = batch.drain(..).map(|number| number + 1);
                    send_batch(&mut to, length, numbers).await?;
                }
                Some(())
            });
        }
        result_of(async move {
            let mut batch = Vec::with_capacity(BATCH);
            let mut sum = 0;
            while end.recv_many(&mut batch, BATCH).await > 0 {
                sum = batch.drain(..).fold(sum, u64::wrapping_add);
            }
            sum
        })
        .await
    })
}

async fn send_batch(
    to: &mut mpsc::Sender<u64>,
    length: usize,
    numbers: impl Iterator<Item = u64>,
) -> Option<()> {
    let permits = to.reserve_many(length).await.ok()?;
    for (permit, number) in permits.zip(numbers) {
        permit.send(number);
    }
    Some(())
}

async fn numbers<C: Channel>(tasks: usize, capacity: usize, count: u64) -> u64 {
    row::<C, u64>(
        tasks,
        capacity,
        count,
        black_box,
        |n| n + 1,
        u64::wrapping_add,
    )
    .await
}

async fn row<C: Channel, T: Item>(
    tasks: usize,
    capacity: usize,
    count: u64,
    source: impl Fn(u64) -> T + Send + 'static,
    relay: impl Fn(T) -> T + Copy + Send + 'static,
    sink: impl Fn(u64, T) -> u64 + Send + 'static,
) -> u64 {
    let (mut to, mut end) = C::bounded::<T>(capacity);
    start_task(async move {
        for number in 0..count {
            C::send(&mut to, source(number)).await?;
        }
        Some(())
    });
    for _ in 2..tasks {
        let (mut to, next) = C::bounded(capacity);
        let mut from = std::mem::replace(&mut end, next);
        start_task(async move {
            while let Some(message) = C::recv(&mut from).await {
                C::send(&mut to, relay(message)).await?;
            }
            Some(())
        });
    }
    result_of(async move {
        let mut sum = 0;
        while let Some(message) = C::recv(&mut end).await {
            sum = sink(sum, message);
        }
        sum
    })
    .await
}
