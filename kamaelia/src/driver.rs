//! What drives the components of one graph: [`Driver`].

mod grace;

use crate::blame::take_blamed;
use crate::child::Call;
use crate::ending::Ending;
use crate::lookout::{Lookout, is_knotted};
use crate::order;
use crate::outcome::{Outcome, Stop};
use crate::panicked::guard;
use crate::place::Home;
use crate::report::{Accounts, Overdue, Queues};
use crate::rings::Rings;
use crate::rounds::Rounds;
use crate::seat::{Seat, Told, Waits};
use crate::shutdown::Shutdown;
use crate::topology::Placement;
use crate::trace;
use crate::turns::Turns;
use crate::wiring::Wiring;
use std::task::{Context, Poll};

/// Asks a component of the graph, by its index, to go on or to be gone.
type Children<'a> = &'a mut dyn crate::children::Children;

/// Polls the components of one graph, each only when it may go on.
pub(crate) struct Driver {
    wiring: Wiring,
    turns: Turns,
    rings: Rings,
    lookout: Lookout,
    ended: Vec<bool>,
    /// How many have not ended.
    left: usize,
    faults: Vec<Stop>,
    /// No graph around it sees to its grace time.
    is_outermost: bool,
    /// It was let go with the thread that it is on, and has let go of everyone.
    is_gone: bool,
    /// Since the graph was told to end.
    ending: Option<Ending>,
    /// The same for single components that were told to stop now.
    endings: Vec<(usize, Ending)>,
    /// Who was let go, with the index of the component that it is inside of.
    overdue: Vec<(usize, Overdue)>,
    started: bool,
    /// It knows which component it is inside of, if any.
    has_place: bool,
    /// There are `control`s that the framework reads.
    has_controls: bool,
}

impl Driver {
    pub(crate) fn new(wiring: Wiring) -> Driver {
        let members = wiring.members.len();
        let rings = Rings::new(&wiring);
        Driver {
            turns: Turns::new(members),
            ended: vec![false; members],
            left: members,
            rings,
            lookout: Lookout::default(),
            wiring,
            faults: Vec::new(),
            is_outermost: true,
            is_gone: false,
            ending: None,
            endings: Vec::new(),
            overdue: Vec::new(),
            started: false,
            has_place: false,
            has_controls: false,
        }
    }

    /// Is ready when nobody is left.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>, children: Children<'_>) -> Poll<()> {
        self.start(children);
        let working = self.turns.begin(cx);
        if working.moved {
            // What they knew of their linkages was so in another island.
            self.wiring.seats.iter().for_each(Seat::shut);
        }
        let rounds = Rounds::begin();
        loop {
            self.obey(cx);
            self.round(children);
            let stepped = self.hurry(cx, children);
            if self.left == 0 {
                return Poll::Ready(());
            }
            if !stepped
                && !self.turns.any_ready()
                && !self.rings.end_finished(&self.wiring, &self.ended)
            {
                self.lookout.look(&self.wiring.root);
                Seat::note_wait(
                    cx,
                    match self.lookout.has_witness_inside() {
                        // It can go on by itself, and nobody around it has to look.
                        true => Waits::FOR_SOMETHING_ELSE,
                        // Who in here waits for what, whoever looks asks themselves.
                        false => Waits::FOR_THOSE_INSIDE,
                    },
                );
                return Poll::Pending;
            }
            if !rounds.another() {
                break;
            }
        }
        cx.waker().wake_by_ref();
        Seat::note_wait(cx, Waits::FOR_SOMETHING_ELSE);
        Poll::Pending
    }

    /// How many components it drives.
    pub(crate) fn members(&self) -> usize {
        self.wiring.members.len()
    }

    /// It is polled next, and was at rest: see [`near`].
    pub(crate) fn come_near(&self) {
        let seats = &self.wiring.seats;
        self.wiring.root.come_near();
        seats.iter().for_each(Seat::come_near);
        // What those lead to, when they are here.
        self.turns.future().come_near();
        let homes = seats.iter().filter_map(Seat::home);
        homes.for_each(Home::come_near);
    }

    /// The first poll: takes the seats. A graph that is put together wrongly
    /// does not start.
    fn start(&mut self, children: Children<'_>) {
        if self.started {
            return;
        }
        self.started = true;
        self.wiring.root.driven_by(self.turns.future());
        let links = std::mem::take(&mut self.wiring.links);
        let queues = Queues::new(self.wiring.plan, links, self.wiring.linkages_of_others());
        self.wiring.root.watch(queues);
        self.faults.append(&mut self.wiring.faults);
        if !self.faults.is_empty() {
            self.left = 0;
            // They go as they are, one by one: what one does then is its own fault.
            for index in 0..self.ended.len() {
                if let Poll::Ready(outcome) = children.call(index, Call::Release) {
                    self.fault(index, outcome);
                }
            }
            return;
        }
        self.take_place();
        if self.wiring.root.queues().is_some_and(is_knotted) {
            self.wiring.root.set_knotted();
        }
        for first in 0..self.ended.len() {
            for member in self.wiring.fused_with(first) {
                // It has its turns as a part of the first.
                self.left -= usize::from(!std::mem::replace(&mut self.ended[member], true));
                let seat = &self.wiring.seats[member];
                seat.run_within(&self.wiring.seats[first]);
                seat.set_apart();
            }
        }
        let mut members = self.wiring.members.iter();
        self.has_controls = members.any(|member| member.held.is_some());
        for (index, seat) in self.wiring.seats.iter().enumerate() {
            // Who is placed elsewhere gets wakers there.
            if self.wiring.placement(index) == Placement::Fused {
                self.turns.seat(index, seat);
            } else {
                seat.set_apart();
            }
        }
    }

    /// Comes to be inside the component whose turn it is, if it is inside of none yet.
    pub(crate) fn take_place(&mut self) {
        if std::mem::replace(&mut self.has_place, true) {
            return;
        }
        match Seat::current() {
            Some(parent) => {
                self.is_outermost = false;
                parent.contain(&self.wiring.root);
            }
            None => crate::program::register(&self.wiring.root),
        }
    }

    /// One turn for each component that may go on; under a schedule, for the
    /// one that it picks. What is seldom done is no part of it: it is to be short.
    #[inline(never)]
    fn round(&mut self, children: Children<'_>) {
        if order::is_set() {
            if let Some(index) = self.turns.pick(&self.ended) {
                self.turn_to_end(index, children);
            }
            return;
        }
        let mut next = 0;
        while let Some(index) = self.turns.take_from(next) {
            self.turn_to_end(index, children);
            next = index + 1;
        }
    }

    #[inline(always)]
    fn turn_to_end(&mut self, index: usize, children: Children<'_>) {
        if let Poll::Ready(outcome) = self.turn(index, children) {
            self.end(index, outcome);
        }
    }

    #[inline(always)]
    fn turn(&mut self, index: usize, children: Children<'_>) -> Poll<Outcome> {
        let seat = &self.wiring.seats[index];
        if seat.is_apart() {
            return self.turn_apart(index, children);
        }
        let turn = |cx: &mut Context<'_>| children.call(index, Call::Turn(cx));
        self.turns.give(index, seat, turn)
    }

    /// A turn of what stands for a component that runs elsewhere. Who has ended has
    /// none: it was woken to look whether others have to know of what it did last.
    #[cold]
    #[inline(never)]
    fn turn_apart(&mut self, index: usize, children: Children<'_>) -> Poll<Outcome> {
        if self.ended[index] {
            self.turns.look_around(&self.wiring.seats[index]);
            return Poll::Pending;
        }
        let turn = |cx: &mut Context<'_>| children.call(index, Call::Turn(cx));
        self.turns.give_quietly(index, turn)
    }

    #[cold]
    #[inline(never)]
    fn end(&mut self, index: usize, outcome: Outcome) {
        let blamed = take_blamed();
        let blamed = blamed.filter(|blamed| self.wiring.fused_with(index).any(|m| m == *blamed));
        self.ended[index] = true;
        self.left -= 1;
        self.endings.retain(|(member, _)| *member != index);
        let seat = &self.wiring.seats[index];
        let last_word = match seat.told() {
            Told::Now | Told::Gone => Shutdown::Now,
            _ => Shutdown::Finish,
        };
        seat.end();
        for member in self.wiring.fused_with(index) {
            self.wiring.seats[member].end();
        }
        if let Some(held) = self.wiring.members[index].held.take()
            && let Some(mut signal) = held.signal
        {
            drop(held.control);
            let sent = guard(|| signal.send_last(last_word));
            self.fault(index, sent);
        }
        self.fault(blamed.unwrap_or(index), outcome);
    }

    /// Notes a fault; it stops the whole graph, unless it is that somebody who was
    /// told to stop alone has not done so in time.
    fn fault(&mut self, index: usize, outcome: Outcome) {
        let Err(stop) = outcome else { return };
        if stop.is_closed() {
            return;
        }
        let seat = &self.wiring.seats[index];
        let is_new = stop.as_fault().is_some_and(|fault| fault.path().is_empty());
        if is_new {
            trace::fault(&seat.path(), &stop);
        }
        let stops_all = !(seat.must_stop() && stop.is_overtime());
        let plan = self.wiring.plan;
        let line = plan.line(plan.member(index).line);
        self.faults.push(stop.within(&plan.name(index), Some(line)));
        if stops_all {
            self.wiring.root.tell(Told::Now);
        }
    }

    /// Passes on what arrived at a `control` that the framework reads.
    fn obey(&mut self, cx: &mut Context<'_>) {
        if !self.has_controls {
            return;
        }
        for index in 0..self.wiring.members.len() {
            let seat = &self.wiring.seats[index];
            let held = self.wiring.members[index].held.as_mut();
            let Some(control) = held.and_then(|held| held.control.as_mut()) else {
                continue;
            };
            let heard = guard(|| {
                while let Poll::Ready(Some(shutdown)) = control.poll_recv(cx) {
                    match shutdown {
                        // It takes the time that its work needs.
                        Shutdown::Finish => seat.tell(Told::Finish),
                        Shutdown::Now => seat.tell(Told::Now),
                    }
                }
            });
            let alone = seat.must_stop() && !self.wiring.root.must_stop();
            if alone && !self.endings.iter().any(|(known, _)| *known == index) {
                let grace = seat.grace();
                self.endings.push((index, Ending::new(Told::Now, grace)));
            }
            self.fault(index, heard);
        }
    }
}

/// The end.
impl Driver {
    /// What the graph ends with: the first fault, and what else went wrong.
    pub(crate) fn outcome(&mut self) -> Outcome {
        let mut faults = std::mem::take(&mut self.faults).into_iter();
        let mut overdue = self.overdue.iter().map(|(_, overdue)| overdue);
        let mut first = match (faults.next(), overdue.len()) {
            (Some(fault), _) => fault,
            (None, 0) => return Ok(()),
            (None, _) => match overdue.next() {
                Some(first) => first.fault(self.wiring.root.grace()),
                None => return Ok(()),
            },
        };
        first.add(faults.flat_map(Stop::into_also));
        first.add(overdue.map(Overdue::also));
        Err(first)
    }

    /// The seat of the graph itself.
    pub(crate) fn root(&self) -> &Seat {
        &self.wiring.root
    }

    /// Closes the graph's books, for who reports what is in them; the components are
    /// gone.
    pub(crate) fn close(&mut self, is_reported: bool) -> Accounts {
        let overdue = self.overdue.iter().map(|(_, overdue)| overdue.clone());
        let books = self.wiring.root.close_books(overdue.collect(), is_reported);
        let mut accounts = books.unwrap_or_default();
        self.faults.append(&mut accounts.faults);
        accounts
    }
}

impl Drop for Driver {
    /// What a component started ends with it, however it ends.
    fn drop(&mut self) {
        // Who has ended was told so to all that it had started; and nothing is started by
        // who has ended.
        let seats = self.wiring.seats.iter();
        let alive = seats.filter(|seat| !seat.has_ended());
        alive.for_each(Seat::end);
        let _ = self.wiring.root.close_books(Vec::new(), false);
    }
}
