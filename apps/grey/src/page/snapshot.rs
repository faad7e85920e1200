use super::Page;
use super::graph::{Drawing, draw};
use super::health::{Health, Part};
use super::inside::{Inside, Nested, nested, together};
use super::pace::Pace;
use super::refusals::Refused;
use crate::policy::{Kind, Rule};
use kamaelia::Observer;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

/// What the page shows.
#[derive(Debug, Serialize)]
pub(super) struct Snapshot {
    name: String,
    version: &'static str,
    /// Seconds since 1970, as all times here.
    now: u64,
    started: u64,
    health: Vec<Condition>,
    /// Decisions since the start, by kind.
    decisions: BTreeMap<&'static str, u64>,
    pace: Paces,
    rules: Vec<Fired>,
    /// How many rules there are.
    rules_known: usize,
    waiting: Vec<Waits>,
    waiting_count: usize,
    retries: Vec<Returns>,
    connections: Connections,
    messages: u64,
    replies: BTreeMap<&'static str, u64>,
    store: Option<Store>,
    refused: BTreeMap<&'static str, u64>,
    graph: Option<Drawing>,
    inside: Vec<Inside>,
    nested: Vec<Nested>,
}

#[derive(Debug, Serialize)]
struct Condition {
    name: &'static str,
    state: &'static str,
    why: String,
}

#[derive(Debug, Serialize)]
struct Paces {
    seconds: u64,
    counts: BTreeMap<&'static str, Vec<u64>>,
}

#[derive(Debug, Serialize)]
struct Fired {
    rule: &'static str,
    verdict: &'static str,
    count: u64,
}

#[derive(Debug, Serialize)]
struct Waits {
    network: String,
    helo: String,
    sender: String,
    recipient: String,
    attempts: u64,
    first: u64,
    last: u64,
    next: u64,
}

#[derive(Debug, Serialize)]
struct Returns {
    domain: String,
    count: u64,
    /// Seconds within which half of them came.
    half_within: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Connections {
    now: usize,
    total: u64,
    turned_away: u64,
}

#[derive(Debug, Serialize)]
struct Store {
    entries: u64,
    waiting: usize,
    commits: u64,
    failed_commits: u64,
}

/// How many triplets are shown.
const TRIPLETS: usize = 15;
/// How many domains.
const DOMAINS: usize = 8;

impl Page {
    pub(super) async fn snapshot(&self) -> Snapshot {
        let reception = &self.0.reception;
        let now = reception.clock().now();
        let counters = reception.counters();
        let health = self.parts().await.into_iter().map(condition).collect();
        let store = self.store().await.ok().map(|status| Store {
            entries: status.entries,
            waiting: status.waiting,
            commits: status.commits,
            failed_commits: status.failed_commits,
        });
        let (pace, waiting, waiting_count, retries) = self.tallied(now);
        let door = reception.doorkeeper();
        let graph = self.0.graph.get();
        let (inside, nested) = graph.map(happens_inside).unwrap_or_default();
        Snapshot {
            name: reception.config().server.name.clone(),
            version: env!("CARGO_PKG_VERSION"),
            now: seconds(now),
            started: seconds(self.0.started),
            health,
            decisions: BTreeMap::from([
                (Kind::Pass.name(), counters.passed()),
                (Kind::Defer.name(), counters.deferred()),
                (Kind::Refuse.name(), counters.refused()),
                (Kind::Unavailable.name(), counters.unavailable()),
            ]),
            pace,
            rules: self.fired(),
            rules_known: Rule::ALL.len(),
            waiting,
            waiting_count,
            retries,
            connections: Connections {
                now: door.count(),
                total: door.let_in_so_far(),
                turned_away: door.turned_away(),
            },
            messages: counters.messages(),
            replies: [("2yz", 200), ("3yz", 300), ("4yz", 400), ("5yz", 500)]
                .map(|(name, code)| (name, counters.backend_replies(code)))
                .into(),
            store,
            refused: Refused::ALL
                .map(|why| (why.name(), self.0.refusals.of(why)))
                .into(),
            graph: graph.map(drawing),
            inside,
            nested,
        }
    }

    fn fired(&self) -> Vec<Fired> {
        let counters = self.0.reception.counters();
        let all = Rule::ALL
            .iter()
            .flat_map(|rule| Kind::ALL.map(|kind| (*rule, kind)));
        let mut fired: Vec<_> = all
            .map(|(rule, kind)| Fired {
                rule: rule.name(),
                verdict: kind.name(),
                count: counters.by_rule_and_kind(rule, kind),
            })
            .filter(|fired| fired.count > 0)
            .collect();
        fired.sort_by_key(|fired| std::cmp::Reverse(fired.count));
        fired
    }

    fn tallied(&self, now: SystemTime) -> (Paces, Vec<Waits>, usize, Vec<Returns>) {
        self.0.tallied.update(|tallied| {
            tallied.waiting.forget(now, tallied.window);
            let counts = Kind::ALL.map(|kind| (kind.name(), tallied.pace.of(kind, now)));
            let pace = Paces {
                seconds: Pace::SECONDS,
                counts: counts.into(),
            };
            let waiting = tallied.waiting.top(TRIPLETS).into_iter();
            let waiting = waiting.map(|(triplet, attempts)| Waits {
                network: triplet.network.clone(),
                helo: attempts.helo.clone(),
                sender: triplet.sender.clone(),
                recipient: triplet.recipient.clone(),
                attempts: attempts.count,
                first: seconds(attempts.first),
                last: seconds(attempts.last),
                next: seconds(attempts.next),
            });
            let waiting = waiting.collect();
            let mut retries: Vec<_> = tallied
                .retries
                .all()
                .map(|(domain, histogram)| Returns {
                    domain: domain.to_owned(),
                    count: histogram.count(),
                    half_within: histogram.half_within(),
                })
                .filter(|returns| returns.count > 0)
                .collect();
            retries.sort_by_key(|returns| std::cmp::Reverse(returns.count));
            retries.truncate(DOMAINS);
            (pace, waiting, tallied.waiting.count(), retries)
        })
    }
}

fn drawing(graph: &Observer) -> Drawing {
    let topology = graph.topology();
    let components: Vec<_> = topology
        .components
        .iter()
        .map(|component| (component.name, component.type_name))
        .collect();
    let linkages = topology.linkages.iter().cloned().zip(graph.counts());
    draw(&components, &linkages.collect::<Vec<_>>())
}

fn happens_inside(graph: &Observer) -> (Vec<Inside>, Vec<Nested>) {
    let states = graph.states();
    let name = graph.topology().components.first();
    let first = states.first().zip(name);
    // What the graph is inside of itself.
    let around = first.and_then(|(first, name)| first.path.strip_suffix(name.name));
    let around = around.unwrap_or_default();
    let nested = nested(graph.graphs(), around);
    (together(&states, around), nested)
}

fn condition(part: Part) -> Condition {
    let (state, why) = match part.health {
        Health::Up => ("up", String::new()),
        Health::Down(why) => ("down", why),
        Health::Unknown => ("unknown", String::new()),
    };
    Condition {
        name: part.name,
        state,
        why,
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}
