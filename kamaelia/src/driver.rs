//! What drives the components of one graph: [`Driver`].

use crate::outcome::{Outcome, Stop};
use crate::rings::Rings;
use crate::seat::Seat;
use crate::shutdown::Shutdown;
use crate::turns::Turns;
use crate::wiring::{Wiring, line};
use std::task::{Context, Poll};

/// How many rounds a graph may go on before the executor's other futures, and
/// I/O, get a turn.
const ROUNDS: usize = 64;

/// Polls the components of one graph, each only when it may go on.
pub(crate) struct Driver {
    wiring: Wiring,
    turns: Turns,
    rings: Rings,
    ended: Vec<bool>,
    fault: Option<Stop>,
    started: bool,
}

impl Driver {
    pub(crate) fn new(wiring: Wiring) -> Driver {
        let members = wiring.members.len();
        let rings = Rings::new(&wiring);
        Driver {
            turns: Turns::new(members),
            ended: vec![false; members],
            rings,
            wiring,
            fault: None,
            started: false,
        }
    }

    /// The graph's own seat: what it is told reaches every component.
    pub(crate) fn root(&self) -> &Seat {
        &self.wiring.root
    }

    pub(crate) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        child: &mut dyn FnMut(usize, &mut Context<'_>) -> Poll<Outcome>,
    ) -> Poll<Outcome> {
        if let Err(fault) = self.start() {
            return Poll::Ready(Err(fault));
        }
        self.turns.wake_with(&Seat::waker_for(cx));
        for _ in 0..ROUNDS {
            self.obey(cx);
            self.round(child);
            if let Some(fault) = self.fault.take() {
                self.stop_all(child);
                return Poll::Ready(Err(fault));
            }
            if self.ended.iter().all(|&ended| ended) {
                return Poll::Ready(Ok(()));
            }
            if !self.turns.any_ready() && !self.rings.end_finished(&self.wiring, &self.ended) {
                Seat::note_wait(cx, self.waits_for_inboxes());
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Seat::note_wait(cx, false);
        Poll::Pending
    }

    /// The first poll: takes the seats, and gives what is wrong at start.
    fn start(&mut self) -> Outcome {
        if self.started {
            return Ok(());
        }
        self.started = true;
        if let Some(fault) = self.wiring.faults.drain(..).next() {
            return Err(fault);
        }
        self.wiring
            .root
            .watch(self.wiring.links.iter().flatten().cloned().collect());
        match Seat::current() {
            Some(parent) => parent.contain(&self.wiring.root),
            None => crate::program::register(&self.wiring.root),
        }
        for (index, member) in self.wiring.members.iter().enumerate() {
            // Who is placed elsewhere gets wakers there.
            if self.wiring.plan.members[index].placement == Default::default() {
                self.turns.seat(index, &member.seat);
            } else {
                self.turns.seat(index, &Seat::new());
            }
        }
        Ok(())
    }

    /// One turn for each component that may go on.
    fn round(&mut self, child: &mut dyn FnMut(usize, &mut Context<'_>) -> Poll<Outcome>) {
        for index in 0..self.ended.len() {
            if self.turns.take_ready(index) && !self.ended[index] {
                let poll = self.turn(index, child);
                if let Poll::Ready(outcome) = poll {
                    self.end(index, outcome);
                }
            }
        }
    }

    fn turn(
        &mut self,
        index: usize,
        child: &mut dyn FnMut(usize, &mut Context<'_>) -> Poll<Outcome>,
    ) -> Poll<Outcome> {
        let seat = &self.wiring.members[index].seat;
        if self.wiring.plan.members[index].placement == Default::default() && !seat.is_elsewhere() {
            self.turns.give(index, seat, |cx| child(index, cx))
        } else {
            self.turns.give_quietly(index, |cx| child(index, cx))
        }
    }

    fn end(&mut self, index: usize, outcome: Outcome) {
        self.ended[index] = true;
        let plan = &self.wiring.plan.members[index];
        let member = &mut self.wiring.members[index];
        member.seat.end();
        member.control = None;
        if let Some(mut signal) = member.signal.take() {
            // Nobody needs to hear it if the reader has ended.
            let _ = signal.try_send(Shutdown::Finish);
        }
        if let Err(stop) = outcome
            && !stop.is_closed()
            && self.fault.is_none()
        {
            let place = line(self.wiring.plan.file, plan.line);
            self.fault = Some(stop.within(plan.name, Some(place)));
        }
    }

    /// Passes on what arrived at a `control` that the framework reads.
    fn obey(&mut self, cx: &mut Context<'_>) {
        for member in &mut self.wiring.members {
            let Some(control) = &mut member.control else {
                continue;
            };
            while let Poll::Ready(Some(shutdown)) = control.poll_recv(cx) {
                member.seat.tell(shutdown);
            }
        }
    }

    /// After a fault: everyone is told, and has one turn to let go.
    fn stop_all(&mut self, child: &mut dyn FnMut(usize, &mut Context<'_>) -> Poll<Outcome>) {
        self.wiring.root.tell(Shutdown::Now);
        self.turns.wake_all();
        self.round(child);
    }

    fn waits_for_inboxes(&self) -> bool {
        let mut alive = self
            .wiring
            .members
            .iter()
            .zip(&self.ended)
            .filter(|(_, ended)| !**ended);
        alive.all(|(member, _)| member.seat.is_idle())
    }
}

impl Drop for Driver {
    /// What a component started ends with it, however it ends.
    fn drop(&mut self) {
        self.wiring
            .members
            .iter()
            .for_each(|member| member.seat.end());
    }
}
