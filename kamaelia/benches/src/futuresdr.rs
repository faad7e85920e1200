//! `futuresdr`: message ports, with one worker.

use crate::CAPACITY;
use futuresdr::prelude::*;
use futuresdr::runtime::config;
use futuresdr::runtime::scheduler::SmolScheduler;
use std::hint::black_box;
use std::sync::mpsc::{Sender, channel};

#[derive(Block)]
#[message_outputs(out)]
struct Numbers {
    count: u64,
}

impl Kernel for Numbers {
    async fn work(
        &mut self,
        io: &mut WorkIo,
        out: &mut MessageOutputs,
        _: &mut BlockMeta,
    ) -> Result<()> {
        for number in 0..self.count {
            out.post("out", Pmt::U64(black_box(number))).await?;
        }
        io.finished = true;
        Ok(())
    }
}

#[derive(Block)]
#[message_inputs(number)]
#[message_outputs(out)]
#[null_kernel]
struct Relay;

impl Relay {
    async fn number(
        &mut self,
        io: &mut WorkIo,
        out: &mut MessageOutputs,
        _: &mut BlockMeta,
        message: Pmt,
    ) -> Result<Pmt> {
        match message {
            Pmt::U64(number) => out.post("out", Pmt::U64(number + 1)).await?,
            _ => io.finished = true,
        }
        Ok(Pmt::Ok)
    }
}

#[derive(Block)]
#[message_inputs(number)]
#[null_kernel]
struct Sum {
    sum: u64,
    result: Sender<u64>,
}

impl Sum {
    async fn number(
        &mut self,
        io: &mut WorkIo,
        _: &mut MessageOutputs,
        _: &mut BlockMeta,
        message: Pmt,
    ) -> Result<Pmt> {
        match message {
            Pmt::U64(number) => self.sum = self.sum.wrapping_add(number),
            _ => {
                self.result.send(self.sum)?;
                io.finished = true;
            }
        }
        Ok(Pmt::Ok)
    }
}

/// The chain of six.
pub fn chain(count: u64) -> u64 {
    config::set("queue_size", CAPACITY as u64);
    config::set("ctrlport_enable", false);
    let (result, sum) = channel();
    let mut graph = Flowgraph::new();
    let numbers = Numbers { count };
    let (a, b, c, d) = (Relay, Relay, Relay, Relay);
    let end = Sum { sum: 0, result };
    let link = || -> Result<()> {
        connect!(
            graph,
            numbers.out | number.a.out | number.b.out | number.c.out | number.d.out | number.end
        );
        Ok(())
    };
    link().expect("the ports fit");
    let runtime = Runtime::with_scheduler(SmolScheduler::new(1, false));
    runtime.run(graph).expect("no block fails");
    sum.recv().expect("the sum was sent")
}
