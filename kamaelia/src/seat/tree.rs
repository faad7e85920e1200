//! What is inside of what: graphs, their components, and the graphs of those.

use super::{Crew, Inner, Seat, Waits, lock};
use crate::home;
use crate::names::join;
use crate::outcome::SourceLine;
use crate::plan::{Layout, Single};
use crate::report::{Accounts, Overdue, Queues};
use crate::stuck::Stuck;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};
use std::time::Duration;

/// How long a component may take to end, if the graph does not say.
const GRACE: Duration = Duration::from_secs(5);

impl Seat {
    /// A seat inside this one: what this one is told, it is told as well.
    pub(crate) fn contain(&self, inner: &Seat) {
        let _ = inner.0.around().parent.set(Arc::downgrade(&self.0));
        let mut inside = lock(&self.0.around().inside);
        // Clearing away costs a look at each, so it waits until half may be dead.
        if inside.seats.len() > 2 * inside.alive + 8 {
            inside.seats.retain(|seat| seat.strong_count() > 0);
            inside.alive = inside.seats.len();
        }
        inside.seats.push(Arc::downgrade(&inner.0));
        drop(inside);
        // Who tells this one something looks, behind a fence as well, who is inside.
        fence(Ordering::SeqCst);
        inner.tell(self.told());
    }

    /// Makes the seats of the components of a new graph, inside that of the graph as
    /// long as they are kept.
    pub(crate) fn members(&self, graph: Layout) -> Arc<[Seat]> {
        let crew = Arc::new(Crew {
            graph: Arc::downgrade(&self.0),
            layout: graph,
        });
        let first = home::new_ids(graph.members() as u64);
        let indices = 0..graph.members() as u32;
        let seats = indices.map(|index| {
            let id = first + u64::from(index);
            Seat(Arc::new(Inner::new(id, Some(crew.clone()), index)))
        });
        let seats: Arc<[Seat]> = seats.collect();
        lock(&self.0.around().inside).members = Some(Arc::downgrade(&seats));
        seats
    }

    pub(crate) fn seats_inside(&self) -> Vec<Seat> {
        self.seats_inside_that(|_| true)
    }

    fn seats_inside_that(&self, is: impl Fn(&Seat) -> bool) -> Vec<Seat> {
        let mut seats = Vec::new();
        self.find_inside(|seat| {
            if is(seat) {
                seats.push(seat.clone());
            }
            None::<()>
        });
        seats
    }

    /// What `find` gives for one of the seats inside.
    pub(crate) fn find_inside<T>(&self, find: impl FnMut(&Seat) -> Option<T>) -> Option<T> {
        lock(&self.0.any_around()?.inside).each(find)
    }

    fn all_inside(&self, is: impl Fn(&Seat) -> bool) -> bool {
        let other = self.find_inside(|seat| (!is(seat)).then_some(()));
        other.is_none()
    }

    pub(crate) fn parent(&self) -> Option<Seat> {
        let parent = match &self.0.crew {
            Some(crew) => &crew.graph,
            None => self.0.any_around()?.parent.get()?,
        };
        parent.upgrade().map(Seat)
    }

    /// Hears now what was told around it. Those who are told together are told
    /// one after another, and the first may have ended before the last knows. Gives
    /// whether that was news.
    pub(crate) fn catch_up(&self) -> bool {
        let known = self.told();
        let mut told = known;
        let mut seat = self.parent();
        while let Some(around) = seat {
            told = told.max(around.told());
            seat = around.parent();
        }
        self.tell(told);
        told > known
    }

    pub(crate) fn name(&self) -> Cow<'static, str> {
        let declared = self.declared();
        declared.map_or(Cow::Borrowed(""), |(graph, index)| graph.name(index))
    }

    /// The same for who shows it beside those that are written in a program: it is kept.
    pub(crate) fn kept_name(&self) -> &'static str {
        let declared = self.declared();
        declared.map_or("", |(graph, index)| graph.kept_name(index))
    }

    /// The graph of this seat is the child of a component, and has a name.
    pub(crate) fn set_child(&self, child: Single) {
        let _ = self.0.around().child.set(child);
    }

    /// The graph in which it is declared, and its number there, from 0.
    fn declared(&self) -> Option<(Layout, usize)> {
        match &self.0.crew {
            Some(crew) => Some((crew.layout, self.0.index as usize)),
            None => {
                let child = self.0.any_around()?.child.get()?;
                Some((Layout::Single(*child), 0))
            }
        }
    }

    /// What the books of the graphs that it runs are kept under.
    pub(super) fn book(&self) -> &'static str {
        let declared = self.declared();
        declared.map_or("", |(graph, index)| graph.book(index))
    }

    /// What the books of a graph are kept under that this component runs.
    fn book_of(&self, graph: &Seat) -> String {
        join(self.book(), graph.book())
    }

    /// Where the component was declared.
    pub(crate) fn line(&self) -> Option<SourceLine> {
        let (graph, index) = self.declared()?;
        Some(graph.line(graph.member(index).line))
    }

    /// Its number among the components of its graph, from 0.
    pub(crate) fn index(&self) -> Option<usize> {
        let is_member = self.0.crew.is_some();
        is_member.then_some(self.0.index as usize)
    }

    /// The component runs as a part of another one, and has no turns.
    pub(crate) fn run_within(&self, host: &Seat) {
        let _ = self.0.rare().host.set(Arc::downgrade(&host.0));
    }

    /// The component that it runs as a part of.
    pub(crate) fn host(&self) -> Option<Seat> {
        let host = self.0.any_rare()?.host.get()?;
        host.upgrade().map(Seat)
    }

    /// Tells it from every other seat.
    pub(crate) fn id(&self) -> u64 {
        self.0.id
    }

    /// The component around this one: the one that runs its graph.
    #[cfg(feature = "tracing")]
    pub(crate) fn around(&self) -> Option<Seat> {
        let mut seat = self.parent()?;
        while seat.name().is_empty() {
            seat = seat.parent()?;
        }
        Some(seat)
    }

    /// What `find` gives for this seat, or else for the nearest around it.
    pub(super) fn nearest<T>(&self, find: impl Fn(&Inner) -> Option<T>) -> Option<T> {
        let mut seat = self.clone();
        loop {
            if let Some(found) = find(&seat.0) {
                return Some(found);
            }
            seat = seat.parent()?;
        }
    }

    /// How long the components in here may take to end.
    pub(crate) fn grace(&self) -> Duration {
        self.nearest(|seat| *lock(&seat.any_around()?.grace))
            .unwrap_or(GRACE)
    }

    pub(crate) fn has_own_grace(&self) -> bool {
        let around = self.0.any_around();
        around.is_some_and(|around| lock(&around.grace).is_some())
    }

    pub(crate) fn set_grace(&self, grace: Duration) {
        *lock(&self.0.around().grace) = Some(grace);
    }

    /// Sets the grace time of who has none of its own.
    pub(crate) fn give_grace(&self, grace: Duration) {
        lock(&self.0.around().grace).get_or_insert(grace);
    }

    /// The seed of the graph, if it has one.
    pub(crate) fn seed(&self) -> Option<u64> {
        self.nearest(|seat| *lock(&seat.any_around()?.seed))
    }

    pub(crate) fn set_seed(&self, seed: u64) {
        *lock(&self.0.around().seed) = Some(seed);
    }

    /// How many generators of random numbers the component has asked for.
    pub(crate) fn next_generator(&self) -> u64 {
        self.0.rare().generators.fetch_add(1, Ordering::Relaxed)
    }

    /// The component's path from the outermost graph: `SERVER/DECODE`.
    pub(crate) fn path(&self) -> String {
        let mut names = vec![self.name()];
        let mut seat = self.parent();
        while let Some(around) = seat {
            names.push(around.name());
            seat = around.parent();
        }
        names.retain(|name| !name.is_empty());
        names.reverse();
        names
            .iter()
            .fold(String::new(), |path, name| join(&path, name))
    }
}

/// What the driver sees of everything inside.
impl Seat {
    /// Whether the component, and everything inside it, waits for its inboxes
    /// and nothing else, with nothing on its way.
    pub(crate) fn is_idle(&self) -> bool {
        if self.has_ended() || self.host().is_some() {
            return true;
        }
        let queued = self.queues().is_some_and(Queues::hold_something);
        self.waits().only_for_messages() && !queued && self.all_inside(Seat::is_idle)
    }

    /// How many turns the component, and everything inside it, has had.
    pub(crate) fn turns(&self) -> u64 {
        let inside = self.seats_inside();
        self.0.turns.load(Ordering::SeqCst) + inside.iter().map(Seat::turns).sum::<u64>()
    }

    /// How many turns the component itself has had.
    pub(crate) fn own_turns(&self) -> u64 {
        self.0.turns.load(Ordering::SeqCst)
    }

    /// Whether somebody has woken the component.
    pub(crate) fn is_ready(&self) -> bool {
        !self.blocks() && self.home().is_some_and(|home| home.place().is_ready())
    }

    /// Makes this the seat of a graph with these queues. A graph waits when
    /// everyone in it does and nothing is on its way.
    pub(crate) fn watch(&self, queues: Queues) {
        if !self.waits().is_in_turn() {
            self.set_waits(Waits::FOR_MESSAGES);
        }
        let _ = self.0.around().queues.set(Box::new(queues));
    }

    /// Closes the books of a graph, once, and hands a copy to the graph around it;
    /// with who did not end in time. Of a graph that nobody reports on, and with none
    /// around it, what its linkages carried is not written down.
    ///
    /// That one's books are held meanwhile: it may be closing them just now, for
    /// it and for everyone inside it, and nothing is to fall in between.
    pub(crate) fn close_books(&self, overdue: Vec<Overdue>, is_reported: bool) -> Option<Accounts> {
        let around = self
            .parent()
            .and_then(|member| Some((member.parent()?, member.book_of(self))));
        let settle = |is_reported| {
            let mut accounts = self.settle(is_reported)?;
            accounts.add_overdue(overdue);
            Some(accounts)
        };
        let Some((graph, member)) = around else {
            return settle(is_reported);
        };
        let mut books = graph.0.around().accounts();
        let accounts = settle(true)?;
        books.add(&member, accounts.copy());
        Some(accounts)
    }

    /// The linkages of a graph, once it runs.
    pub(crate) fn queues(&self) -> Option<&Queues> {
        self.0.any_around()?.queues.get().map(|queues| &**queues)
    }

    /// Notes that there are two ways between two components of the graph: it, and
    /// the graphs around it, may come to wait for themselves.
    pub(crate) fn set_knotted(&self) {
        let mut seat = Some(self.clone());
        while let Some(around) = seat {
            around.0.is_knotted.store(true, Ordering::SeqCst);
            seat = around.parent();
        }
    }

    pub(crate) fn is_knotted(&self) -> bool {
        self.0.is_knotted.load(Ordering::SeqCst)
    }

    /// Whether the graph that the component is in may come to wait for itself.
    pub(super) fn may_be_stuck(&self) -> bool {
        self.parent().is_some_and(|graph| graph.is_knotted())
    }

    /// Notes that the graph waits only for itself, for those around it as well.
    pub(crate) fn add_stuck(&self, stuck: &Stuck) {
        let mut seat = Some(self.clone());
        while let Some(around) = seat {
            if around.queues().is_some() {
                around.0.around().stuck().add(stuck.clone());
            }
            seat = around.parent();
        }
    }

    /// Which graphs have waited only for themselves: this one, and those that ran
    /// inside it.
    pub(crate) fn stuck(&self) -> Vec<Stuck> {
        let around = self.0.any_around();
        around.map_or_else(Vec::new, |around| around.stuck().kept())
    }

    /// How many there were before those.
    pub(crate) fn stuck_before(&self) -> u64 {
        let around = self.0.any_around();
        around.map_or(0, |around| around.stuck().before())
    }

    pub(crate) fn is_stuck(&self) -> bool {
        let around = self.0.any_around();
        around.is_some_and(|around| !around.stuck().is_empty())
    }

    /// The closed books of a graph: its queues, and those of the graphs inside it
    /// that nobody could end.
    fn settle(&self, is_reported: bool) -> Option<Accounts> {
        let around = self.0.any_around()?;
        let mut books = around.accounts();
        let queues = around.queues.get()?;
        let faults = queues.close()?;
        let mut accounts = std::mem::take(&mut *books);
        accounts.faults.extend(faults);
        let runs_one = |seat: &Seat| seat.0.any_around().is_some();
        for member in self.seats_inside_that(runs_one) {
            for graph in member.seats_inside() {
                if let Some(inner) = graph.settle(is_reported) {
                    accounts.add(&member.book_of(&graph), inner);
                }
            }
        }
        if is_reported {
            accounts.add_own(queues);
        }
        Some(accounts)
    }
}
