//! Several tasks at one end, and a ring.

use super::channel::Channel;
use super::{on_one_thread, result_of, start_task};
use crate::{CAPACITY, WAYS, first_byte};
use kamaelia_benches_parts::payload;
use std::hint::black_box;
use std::sync::Arc;

/// Eight sources on one channel, and one sink.
pub fn fan_in<C: Channel>(count: u64) -> u64
where
    C::Sender<u64>: Clone,
{
    on_one_thread(async move {
        let (to, mut end) = C::bounded::<u64>(CAPACITY);
        for _ in 0..WAYS {
            let mut to = to.clone();
            start_task(async move {
                for number in 0..count {
                    C::send(&mut to, black_box(number)).await?;
                }
                Some(())
            });
        }
        drop(to);
        result_of(async move {
            let mut sum = 0_u64;
            while let Some(number) = C::recv(&mut end).await {
                sum = sum.wrapping_add(number);
            }
            sum
        })
        .await
    })
}

/// One source and eight sinks, each with a channel of its own.
pub fn fan_out<C: Channel>(count: u64) -> u64 {
    on_one_thread(async move {
        let (mut senders, sinks): (Vec<_>, Vec<_>) = (0..WAYS)
            .map(|_| {
                let (to, mut end) = C::bounded::<Arc<[u8]>>(CAPACITY);
                let sink = tokio::spawn(async move {
                    let mut sum = 0;
                    while let Some(message) = C::recv(&mut end).await {
                        sum += first_byte(&message);
                    }
                    sum
                });
                (to, sink)
            })
            .unzip();
        start_task(async move {
            let mut last = senders.pop()?;
            for number in 0..count {
                let message = payload(number);
                for to in &mut senders {
                    C::send(to, message.clone()).await?;
                }
                C::send(&mut last, message).await?;
            }
            Some(())
        });
        let mut sum = 0;
        for sink in sinks {
            sum += sink.await.expect("a task does not panic");
        }
        sum
    })
}

/// A client that waits for each answer, and a server.
pub fn ping_pong<C: Channel>(count: u64) -> u64 {
    on_one_thread(async move {
        let (mut questions, mut asked) = C::bounded::<u64>(CAPACITY);
        let (mut answers, mut answered) = C::bounded::<u64>(CAPACITY);
        start_task(async move {
            while let Some(question) = C::recv(&mut asked).await {
                C::send(&mut answers, question + 1).await?;
            }
            Some(())
        });
        result_of(async move {
            let mut sum = 0_u64;
            for question in 0..count {
                C::send(&mut questions, black_box(question)).await;
                let answer = C::recv(&mut answered).await;
                sum = sum.wrapping_add(answer.expect("the server answers"));
            }
            sum
        })
        .await
    })
}
