//! A graph while the macros put it together: [`Wiring`].

mod places;
mod rows;

use crate::child::Child;
use crate::component::{AtPlace, Component, Description};
use crate::inbox::Inbox;
use crate::link::{AnyLink, link};
use crate::outbox::Outbox;
use crate::outcome::{Outcome, Stop};
use crate::outgoing::Outgoing;
use crate::passage::Lent;
use crate::plan::{Layout, Plan};
use crate::policy::Policy;
use crate::seat::Seat;
use crate::shutdown::Shutdown;
use crate::topology::{BoxName, ComponentInfo, LinkageInfo, Topology};
use crate::wire::{InEnd, Out, OutEnd, Same};
use crate::work::Runnable;
use std::future::Future;
use std::num::NonZeroU32;
use std::sync::Arc;

/// A graph that is being put together.
///
/// Its methods are called once for each component and each linkage of a graph,
/// in one function: inlined, they would make that function too large for the
/// compiler.
pub struct Wiring {
    pub(crate) plan: Layout,
    /// The seat of the graph itself; the components' seats are inside it.
    pub(crate) root: Seat,
    /// Those of the components.
    pub(crate) seats: Arc<[Seat]>,
    pub(crate) members: Vec<Member>,
    /// The queue of each linkage of the plan; pass-throughs, and linkages inside
    /// of a loop of transforms, have none.
    pub(crate) links: Vec<Option<Arc<dyn AnyLink>>>,
    /// Linkages from outside the graph that lead to a member.
    pub(crate) outside: Vec<(usize, Arc<dyn AnyLink>)>,
    /// Linkages that the framework reads, for a member without a `control`.
    pub(crate) framework: Vec<usize>,
    pub(crate) faults: Vec<Stop>,
    /// Who is not placed otherwise has a task of its own.
    is_spread: bool,
}

/// A component of the graph, without the component.
#[derive(Default)]
pub(crate) struct Member {
    /// Boxed, as few have them.
    pub(crate) held: Option<Box<Held>>,
    is_transform: bool,
    is_lead: bool,
    /// The transform behind it that runs as a part of it, by its number from 1.
    fused: Option<NonZeroU32>,
}

/// The boxes of a member that it does not declare itself.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) control: Option<Inbox<Shutdown>>,
    pub(crate) signal: Option<Outbox<Shutdown>>,
}

impl Wiring {
    /// Begins the graph of a plan.
    pub fn new(plan: &'static Plan) -> Wiring {
        Wiring::laid_out(Layout::Written(plan))
    }

    pub(crate) fn laid_out(plan: Layout) -> Wiring {
        let root = Seat::new();
        let seats = root.members(plan);
        let mut members = Vec::new();
        members.resize_with(seats.len(), Member::default);
        Wiring {
            plan,
            root,
            seats,
            members,
            links: vec![None; plan.links().len()],
            outside: Vec::new(),
            framework: Vec::new(),
            faults: Vec::new(),
            is_spread: false,
        }
    }

    /// Takes a component in as the member of this number.
    #[inline(never)]
    pub fn enter<C: Component>(&mut self, member: usize, component: &mut C) {
        let kind = &mut self.members[member];
        (kind.is_transform, kind.is_lead) = (C::TRANSFORM, C::LEAD);
        let seat = &self.seats[member];
        seat.described_by(C::describe);
        component.take_seat(seat);
    }

    /// Makes the queue of a linkage, and leads `out` to it.
    #[inline(never)]
    pub fn link<T>(&mut self, link: usize, out: &mut Out<T>, policy: Option<Policy>) -> Inbox<T>
    where
        T: Send + 'static,
    {
        let (way, inbox) = self.queue(link, policy);
        out.add(way);
        inbox
    }

    /// [`link`](Self::link) with a conversion on the way.
    #[inline(never)]
    pub fn link_via<T, U>(
        &mut self,
        link: usize,
        out: &mut Out<T>,
        policy: Option<Policy>,
        convert: impl FnMut(T) -> U + Send + 'static,
    ) -> Inbox<U>
    where
        U: Send + 'static,
    {
        let (way, inbox) = self.queue(link, policy);
        out.add(way.converted(convert));
        inbox
    }

    fn queue<T: Send + 'static>(
        &mut self,
        index: usize,
        policy: Option<Policy>,
    ) -> (Outgoing<T>, Inbox<T>) {
        let policy = policy.unwrap_or_default();
        if policy.limit() == Some(0) {
            self.fault(
                index,
                format!("`{policy}` holds no message; the smallest is 1"),
            );
        }
        let (sender, receiver) = link(policy);
        let watched = receiver.watch();
        watched.header().set_wired();
        self.links[index] = Some(watched);
        (Outgoing::Link(sender), Inbox::from_link(receiver))
    }

    /// [`link`](Self::link) for an outbox with one target.
    #[inline(never)]
    pub fn link_only<T: Send + 'static>(
        &mut self,
        link: usize,
        end: OutEnd<'_, T>,
        policy: Option<Policy>,
    ) -> Inbox<T> {
        let (way, inbox) = self.queue(link, policy);
        end.attach(way);
        inbox
    }

    /// [`link_via`](Self::link_via) for an outbox with one target.
    #[inline(never)]
    pub fn link_only_via<T, U: Send + 'static>(
        &mut self,
        link: usize,
        end: OutEnd<'_, T>,
        policy: Option<Policy>,
        convert: impl FnMut(T) -> U + Send + 'static,
    ) -> Inbox<U> {
        let (way, inbox) = self.queue(link, policy);
        end.attach(way.converted(convert));
        inbox
    }

    /// [`link_only_via`](Self::link_only_via) between neighbours in a row: if they
    /// become one loop, the conversion is a part of it.
    #[inline(never)]
    pub fn link_row_via<T, U, F>(
        &mut self,
        link: usize,
        end: OutEnd<'_, T>,
        policy: Option<Policy>,
        convert: F,
    ) -> (Inbox<U>, Lent<T, U, F>)
    where
        T: 'static,
        U: Send + 'static,
        F: FnMut(T) -> U + Send + 'static,
    {
        let (lent, convert) = Lent::new(convert);
        (self.link_only_via(link, end, policy, convert), lent)
    }

    /// Leads a linkage to its target.
    #[inline(never)]
    pub fn arrive<T, U>(
        &mut self,
        link: usize,
        policy: Option<Policy>,
        end: InEnd<'_, U>,
        same: Same<T, U>,
        inbox: Inbox<T>,
    ) {
        self.fit(link, policy, end.batch);
        end.attach(same.inbox(inbox));
    }

    /// [`arrive`](Self::arrive) at the `control` of a member, which may not
    /// declare one.
    pub fn control<T>(
        &mut self,
        link: usize,
        member: usize,
        end: InEnd<'_, Shutdown>,
        same: Same<T, Shutdown>,
        inbox: Inbox<T>,
    ) {
        if let Some(end) = end.attach(same.inbox(inbox)) {
            self.framework.push(link);
            self.hold_control(member, end);
        }
    }

    /// Leads an inbox of the composite to a member.
    pub fn pass_in<T, U: Send + 'static>(
        &mut self,
        member: usize,
        end: InEnd<'_, U>,
        same: Same<T, U>,
        inbox: Inbox<T>,
    ) {
        let inbox = same.inbox(inbox);
        self.come_in(member, &inbox);
        end.attach(inbox);
    }

    /// [`pass_in`](Self::pass_in) at the `control` of a member.
    pub fn pass_control<T>(
        &mut self,
        member: usize,
        end: InEnd<'_, Shutdown>,
        same: Same<T, Shutdown>,
        inbox: Inbox<T>,
    ) {
        if let Some(end) = end.attach(same.inbox(inbox)) {
            self.hold_control(member, end);
        }
    }

    fn hold_control(&mut self, member: usize, end: Inbox<Shutdown>) {
        let held = self.members[member].held.get_or_insert_default();
        held.control.get_or_insert_default().adopt(end);
    }

    /// Sees to it that a linkage holds the batch that its reader needs.
    fn fit(&mut self, link: usize, policy: Option<Policy>, need: usize) {
        let Some(policy) = policy else {
            if need > Policy::DEFAULT_CAPACITY
                && let Some(link) = &self.links[link]
            {
                link.set_capacity(need);
            }
            return;
        };
        // That it holds none at all is told by itself.
        let limit = policy.limit();
        if limit.is_some_and(|limit| (1..need).contains(&limit)) {
            let reads = "messages that the reader takes";
            let text = format!("`{policy}` is smaller than the batch of {need} {reads}");
            self.fault(link, text);
        }
    }

    /// Reads an inbox of the composite through a conversion.
    pub fn inbox_via<T, U>(
        &mut self,
        inbox: Inbox<T>,
        convert: impl FnMut(T) -> U + Send + 'static,
    ) -> Inbox<U>
    where
        T: Send + 'static,
        U: Send + 'static,
    {
        inbox.converted(convert)
    }

    /// Notes that an inbox of the composite leads to a member.
    pub fn come_in<T: Send + 'static>(&mut self, member: usize, inbox: &Inbox<T>) {
        inbox.watch(&mut |link| self.outside.push((member, link)));
    }

    /// Holds the `signal` of a member that does not declare one.
    pub fn signal(&mut self, member: usize, end: Option<Outbox<Shutdown>>) {
        if end.is_some() {
            let held = self.members[member].held.get_or_insert_default();
            held.signal = end;
        }
    }

    /// Notes a linkage of a box that does not exist.
    pub fn missing(&mut self, link: usize, name: BoxName, exists: bool) {
        if !exists {
            self.fault(
                link,
                format!("there is no `{name}`: the component has fewer of these boxes"),
            );
        }
    }

    /// Notes the boxes of a member that had to be linked and are not.
    #[inline(never)]
    pub fn vacancies<C: Component>(&mut self, member: usize, component: &C) {
        component.vacancies(&mut |name, index| {
            let (plan, of) = (self.plan.member(member), self.plan.name(member));
            let text = format!(
                "`{of}.{name}[{index}]` is not linked; link it, or ask for fewer of these boxes",
            );
            self.faults
                .push(Stop::fault(text).within(&of, Some(self.plan.line(plan.line))));
        });
    }

    fn fault(&mut self, link: usize, text: String) {
        let plan = self.plan.link(link);
        let linkage = format!("{} -> {}", plan.from.0, plan.to.0);
        self.faults
            .push(Stop::fault(text).within(&linkage, Some(self.plan.line(plan.line))));
    }

    /// The linkages of others that lead to a member, or to its `control`.
    pub(crate) fn linkages_of_others(&self) -> Vec<Arc<dyn AnyLink>> {
        let passed = self.outside.iter().map(|(_, link)| link.clone());
        let mut outside: Vec<_> = passed.collect();
        let held = self
            .members
            .iter()
            .filter_map(|member| member.held.as_ref());
        for control in held.filter_map(|held| held.control.as_ref()) {
            control.watch(&mut |link| outside.push(link));
        }
        outside
    }

    pub(crate) fn topology(&self) -> Topology {
        let file = self.plan.file();
        let components = self.seats.iter().enumerate().map(|(index, seat)| {
            let Description {
                type_name,
                docs,
                boxes,
            } = seat.describe().unwrap_or_default();
            let line = self.plan.member(index).line;
            ComponentInfo {
                name: self.plan.kept_name(index),
                type_name,
                docs,
                boxes,
                placement: self.placement(index),
                line: self.plan.line(line),
            }
        });
        let linkages = self.links.iter().enumerate();
        let linkages = linkages.map(|(index, link)| {
            let fused = self.is_fused(index);
            let queue = link.as_ref().filter(|_| !fused);
            LinkageInfo {
                fused,
                ..self.plan.linkage(index, queue.map(|link| link.policy()))
            }
        });
        Topology {
            file,
            components: components.collect(),
            linkages: linkages.collect(),
        }
    }
}

/// A member, out of where it was kept until its turn.
#[inline]
pub fn take<C>(kept: &mut Option<C>) -> C {
    match kept.take() {
        Some(component) => component,
        None => unreachable!("each member is placed once"),
    }
}

/// A member that runs in the graph's own future.
#[inline(never)]
pub fn fused<C: Runnable>(
    component: C,
) -> Child<C::Place, impl Future<Output = Outcome> + AtPlace<C::Place>> {
    Child::new(component.start())
}
