//! The workloads: each moves the same numbers along a chain of six components,
//! and gives their sum, so that nobody skips work.

use kamaelia::prelude::*;
use std::collections::VecDeque;

/// Messages that wait on each linkage.
pub const CAPACITY: usize = 64;

/// Hops of the chain: a source, four relays and a sink.
pub const HOPS: u64 = 5;

/// Counts up to a number.
#[derive(Component)]
pub struct Numbers {
    #[outbox]
    outbox: Outbox<u64>,
    count: u64,
}

impl Main for Numbers {
    async fn main(mut self) -> Outcome {
        for number in 0..self.count {
            self.outbox.send(std::hint::black_box(number)).await?;
        }
        Ok(())
    }
}

/// Adds one.
#[derive(Component)]
pub struct Relay {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Relay {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number + 1).await?;
        }
        Ok(())
    }
}

/// Adds up.
#[derive(Component)]
pub struct Sum {
    #[inbox]
    inbox: Inbox<u64>,
    result: std::sync::mpsc::Sender<u64>,
}

impl Main for Sum {
    async fn main(mut self) -> Outcome {
        let mut sum = 0_u64;
        while let Some(number) = self.inbox.recv().await {
            sum = sum.wrapping_add(number);
        }
        self.result.send(sum)?;
        Ok(())
    }
}

/// The chain as an ordinary graph.
pub fn kamaelia(count: u64) -> u64 {
    let (result, sum) = std::sync::mpsc::channel();
    let graph = graphline! {
        NUMBERS = Numbers::new(count);
        A = Relay::new();
        B = Relay::new();
        C = Relay::new();
        D = Relay::new();
        SUM = Sum::new(result);
        NUMBERS -> A -> B -> C -> D -> SUM;
    };
    futures::executor::block_on(graph.run()).expect("nothing fails");
    sum.recv().expect("the sum was sent")
}

/// One queue a linkage, and one loop that gives each stage its turn.
pub fn hand(count: u64) -> u64 {
    let mut links: [VecDeque<u64>; 5] =
        std::array::from_fn(|_| VecDeque::with_capacity(CAPACITY));
    let (mut next, mut read, mut sum) = (0, 0, 0_u64);
    while read < count {
        while next < count && links[0].len() < CAPACITY {
            links[0].push_back(std::hint::black_box(next));
            next += 1;
        }
        for stage in 0..4 {
            let (before, after) = links.split_at_mut(stage + 1);
            let (input, output) = (&mut before[stage], &mut after[0]);
            while output.len() < CAPACITY {
                let Some(number) = input.pop_front() else { break };
                output.push_back(number + 1);
            }
        }
        while let Some(number) = links[4].pop_front() {
            sum = sum.wrapping_add(number);
            read += 1;
        }
    }
    sum
}

/// One tokio task a stage, one tokio channel a linkage, one thread.
pub fn tokio_mpsc(count: u64) -> u64 {
    use tokio::sync::mpsc;
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let (first, mut end) = mpsc::channel(CAPACITY);
        tokio::spawn(async move {
            for number in 0..count {
                first.send(std::hint::black_box(number)).await.expect("it is read");
            }
        });
        for _ in 0..4 {
            let (out, next) = mpsc::channel(CAPACITY);
            let mut input = std::mem::replace(&mut end, next);
            tokio::spawn(async move {
                while let Some(number) = input.recv().await {
                    out.send(number + 1).await.expect("it is read");
                }
            });
        }
        let mut sum = 0_u64;
        while let Some(number) = end.recv().await {
            sum = sum.wrapping_add(number);
        }
        sum
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_peer_does_the_same_work() {
        let sum = (0..1000_u64).map(|number| number + 4).sum::<u64>();
        assert_eq!([super::hand, super::tokio_mpsc, super::kamaelia].map(|run| run(1000)), [sum; 3]);
    }
}
