//! What became of a graph: [`Report`].

use crate::link::AnyLink;
use crate::names::join;
use crate::outcome::{Also, Outcome, SourceLine, Stop};
use crate::overtime::{Overtime, Release};
use crate::panicked::guard;
use crate::plan::{Layout, Origin};
use crate::policy::Policy;
use crate::seat::Seat;
use crate::stuck::Stuck;
use crate::topology::{LinkCounts, LinkageInfo};
use crate::trace;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How many components that did not end in time a report names.
const NAMED: usize = 100;

/// What became of a graph: how it ended, who had to be ended, whether it waited
/// only for itself, and what each linkage carried.
///
/// [`Run::reported`](crate::Run::reported) and
/// [`Handle::report`](crate::Handle::report) give it. Its [`Display`] is a text
/// for people, which names every linkage that has lost a message.
///
/// ```
/// use kamaelia::prelude::*;
///
/// # futures::executor::block_on(async {
/// let (mut numbers, source) = feed::<u64>();
/// let (_results, sink) = collect::<u64>();
/// numbers.send_all(0..10).await?;
/// drop(numbers);
///
/// let report = graphline! {
///     NUMBERS = source;
///     RESULTS = sink;
///     NUMBERS -> RESULTS;
/// }
/// .run()
/// .reported()
/// .await;
///
/// let counts = report.linkages[0].counts;
/// assert_eq!((counts.sent, counts.received, counts.dropped), (10, 10, 0));
/// report.outcome
/// # }).unwrap();
/// ```
#[derive(Debug)]
#[must_use = "it says how the graph ended"]
pub struct Report {
    /// What [`Graph::run`](crate::Graph::run) gives.
    pub outcome: Outcome,
    /// Who did not end within the grace time.
    pub overdue: Vec<Overdue>,
    /// The graphs that have waited only for themselves, this one and those inside
    /// it, in the order in which that came to be: the latest 100.
    pub stuck: Vec<Stuck>,
    /// How many such graphs there were before those in `stuck`.
    pub stuck_before: u64,
    /// What each linkage carried: those of the graph in the order of its
    /// topology, then those of the graphs inside it.
    pub linkages: Vec<Carried>,
    /// What came to each inbox by linkages that were made while the graph ran.
    pub arrived: Vec<Arrived>,
}

/// What came to an inbox by linkages that were made while the graph ran: by its
/// address.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrived {
    /// The inbox: `SERVER/CLIENT.inbox`; of components that a chassis has started one
    /// after another, that of all of a kind: `SERVER/connection.inbox`.
    pub inbox: String,
    /// The counts of all those linkages together.
    pub counts: LinkCounts,
}

/// A component that did not end within the grace time after it was told to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The component's path, such as `SERVER/DECODE`.
    pub path: String,
    /// Where it was declared.
    pub line: Option<SourceLine>,
    /// What was done about it.
    pub how: Release,
}

/// What one linkage carried: all that was sent was received or dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// The component that runs the linkage's graph; empty for the graph itself.
    pub path: String,
    /// The linkage.
    pub linkage: LinkageInfo,
    /// Its counts; where the component ran the same graph several times, all
    /// of them.
    pub counts: LinkCounts,
}

impl Overdue {
    /// Puts the component that it is inside of before its path.
    pub(crate) fn within(&mut self, component: &str) {
        self.path = join(component, &self.path);
    }

    /// The fault that it is, if there was none before it.
    pub(crate) fn fault(&self, grace: Duration) -> Stop {
        let stop = Stop::fault(Overtime {
            grace,
            how: self.how,
        });
        trace::fault(&self.path, &stop);
        stop.within(&self.path, self.line)
    }

    /// What a fault before it says of it.
    pub(crate) fn also(&self) -> Also {
        let place = self.line.map(|line| format!(" ({line})"));
        Also {
            path: self.path.clone(),
            text: format!("{} was {}", place.unwrap_or_default(), self.how),
        }
    }
}

impl Display for Overdue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Also { path, text } = self.also();
        write!(f, "`{path}`{text}")
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Ok(()) => writeln!(f, "ended")?,
            Err(stop) => writeln!(f, "{stop}")?,
        }
        for overdue in &self.overdue {
            writeln!(f, "{overdue}")?;
        }
        if self.stuck_before > 0 {
            let before = self.stuck_before;
            writeln!(f, "{before} earlier graphs have waited only for themselves")?;
        }
        for stuck in &self.stuck {
            writeln!(f, "{stuck}")?;
        }
        for Carried {
            path,
            linkage,
            counts,
        } in &self.linkages
        {
            if counts.dropped > 0 {
                let lost = counts.dropped;
                let place = if path.is_empty() { "" } else { " in " };
                writeln!(f, "{lost} lost: {linkage}{place}{path}")?;
            }
        }
        let mut arrived = self.arrived.iter();
        arrived.try_for_each(|Arrived { inbox, counts }| match counts.dropped {
            0 => Ok(()),
            lost => writeln!(f, "{lost} lost on their way to {inbox}"),
        })
    }
}

/// The queues of a graph, by the linkages of its plan.
pub(crate) struct Queues {
    plan: Layout,
    links: Vec<Option<Arc<dyn AnyLink>>>,
    /// Linkages of others that lead to a member, or to the framework for it.
    outside: Vec<Arc<dyn AnyLink>>,
    closed: AtomicBool,
}

impl Queues {
    pub(crate) fn new(
        plan: Layout,
        links: Vec<Option<Arc<dyn AnyLink>>>,
        outside: Vec<Arc<dyn AnyLink>>,
    ) -> Queues {
        Queues {
            plan,
            links,
            outside,
            closed: AtomicBool::new(false),
        }
    }

    pub(crate) fn plan(&self) -> &Layout {
        &self.plan
    }

    /// Whether a linkage has one.
    pub(crate) fn has(&self, index: usize) -> bool {
        self.links[index].is_some()
    }

    /// Each by the number of its linkage.
    pub(crate) fn links(&self) -> impl Iterator<Item = (usize, &Arc<dyn AnyLink>)> {
        let links = self.links.iter().enumerate();
        links.filter_map(|(index, link)| Some((index, link.as_ref()?)))
    }

    pub(crate) fn outside(&self) -> impl Iterator<Item = &Arc<dyn AnyLink>> {
        self.outside.iter()
    }

    pub(crate) fn hold_something(&self) -> bool {
        self.links.iter().flatten().any(|link| !link.is_empty())
    }

    /// Closes every queue, once; gives the faults of those whose messages panic
    /// when they go.
    pub(crate) fn close(&self) -> Option<Vec<Stop>> {
        if self.closed.swap(true, Ordering::SeqCst) {
            return None;
        }
        let mut faults = Vec::new();
        for (index, link) in self.links.iter().enumerate() {
            if let Some(link) = link
                && let Err(panicked) = guard(|| link.close())
            {
                let plan = self.plan.link(index);
                let reader = plan.to.0.component;
                faults.push(panicked.within(reader, Some(self.plan.line(plan.line))));
            }
        }
        Some(faults)
    }
}

/// What the linkages of one graph have carried.
#[derive(Clone)]
struct Book {
    plan: Layout,
    /// By the linkages' indices. Every graph around has the same.
    entries: Arc<Vec<Entry>>,
}

/// What one linkage has carried.
#[derive(Clone)]
struct Entry {
    index: usize,
    policy: Policy,
    counts: LinkCounts,
}

impl Book {
    fn of(queues: &Queues) -> Book {
        let links = queues.links.iter().enumerate();
        let known = links.filter_map(|(index, link)| {
            let link = link.as_ref()?;
            Some(Entry {
                index,
                policy: link.policy(),
                counts: link.counts(),
            })
        });
        let mut entries = Vec::with_capacity(queues.links.len());
        entries.extend(known);
        Book {
            plan: queues.plan,
            entries: Arc::new(entries),
        }
    }

    /// Adds what another run of the same graph carried.
    fn add(&mut self, other: &Book) {
        let entries = Arc::make_mut(&mut self.entries);
        for entry in other.entries.iter() {
            match entries.binary_search_by_key(&entry.index, |known| known.index) {
                Ok(place) => entries[place].counts.add(entry.counts),
                Err(place) => entries.insert(place, entry.clone()),
            }
        }
    }

    /// As data, for a graph that the component of this path runs.
    fn carried(&self, path: &str) -> impl Iterator<Item = Carried> {
        self.entries.iter().map(move |entry| Carried {
            path: path.to_owned(),
            linkage: self.plan.linkage(entry.index, Some(entry.policy)),
            counts: entry.counts,
        })
    }
}

/// The books of a graph.
#[derive(Default)]
pub(crate) struct Accounts {
    own: Option<Book>,
    /// Those of the graphs inside it, by path and graph.
    inside: BTreeMap<(String, Origin), Book>,
    /// What came to inboxes by linkages that no graph has made, by their paths.
    arrived: BTreeMap<String, LinkCounts>,
    overdue: Vec<Overdue>,
    /// What went wrong while they were closed.
    pub(crate) faults: Vec<Stop>,
}

impl Accounts {
    /// These books without the faults, for the graph around.
    pub(crate) fn copy(&self) -> Accounts {
        Accounts {
            own: self.own.clone(),
            inside: self.inside.clone(),
            arrived: self.arrived.clone(),
            overdue: self.overdue.clone(),
            faults: Vec::new(),
        }
    }

    pub(crate) fn add_own(&mut self, queues: &Queues) {
        self.own = Some(Book::of(queues));
    }

    /// Adds the books of a graph that `component` ran.
    pub(crate) fn add(&mut self, component: &str, inner: Accounts) {
        let own = inner.own.map(|book| (String::new(), book));
        let inside = inner.inside.into_iter();
        let inside = inside.map(|((path, _), book)| (path, book));
        for (path, book) in own.into_iter().chain(inside) {
            self.inside
                .entry((join(component, &path), book.plan.origin()))
                .and_modify(|known| known.add(&book))
                .or_insert(book);
        }
        for (inbox, counts) in inner.arrived {
            self.add_arrived(join(component, &inbox), counts);
        }
        let faults = inner.faults.into_iter();
        self.faults
            .extend(faults.map(|stop| stop.within(component, None)));
        let room = NAMED.saturating_sub(self.overdue.len());
        for mut overdue in inner.overdue.into_iter().take(room) {
            overdue.within(component);
            self.overdue.push(overdue);
        }
    }

    pub(crate) fn add_arrived(&mut self, inbox: String, counts: LinkCounts) {
        self.arrived.entry(inbox).or_default().add(counts);
    }

    pub(crate) fn add_overdue(&mut self, overdue: Vec<Overdue>) {
        self.overdue.extend(overdue);
    }

    /// The report of the graph of this seat.
    pub(crate) fn report(self, outcome: Outcome, root: &Seat) -> Report {
        let own = self.own.iter().flat_map(|book| book.carried(""));
        let inside = self.inside.iter();
        let inside = inside.flat_map(|((path, _), book)| book.carried(path));
        let arrived = self.arrived.into_iter();
        let arrived = arrived.map(|(inbox, counts)| Arrived { inbox, counts });
        Report {
            outcome,
            linkages: own.chain(inside).collect(),
            arrived: arrived.collect(),
            overdue: self.overdue,
            stuck: root.stuck(),
            stuck_before: root.stuck_before(),
        }
    }
}
