use super::Page;
use super::health::Health;
use super::refusals::Refused;
use super::text::{Kind, Text};
use crate::policy::{self, Rule};
use std::time::UNIX_EPOCH;

/// Written at each point where something is counted.
impl Page {
    pub(super) async fn metrics(&self) -> String {
        let mut text = Text::default();
        self.decisions(&mut text);
        self.mail(&mut text);
        self.health_metrics(&mut text).await;
        self.linkages(&mut text);
        self.process(&mut text);
        text.into_string()
    }

    fn decisions(&self, text: &mut Text) {
        let counters = self.0.reception.counters();
        text.metric(
            "grey_decisions_total",
            Kind::Counter,
            "Decisions, by the rule that has made them and by what it says.",
        );
        for rule in Rule::ALL {
            for kind in policy::Kind::ALL {
                let count = counters.by_rule_and_kind(*rule, kind);
                if count > 0 {
                    let labels = [("rule", rule.name()), ("verdict", kind.name())];
                    text.sample("grey_decisions_total", &labels, count);
                }
            }
        }
        self.0.tallied.update(|tallied| {
            text.one(
                "grey_tallied_decisions_total",
                Kind::Counter,
                "Decisions that the following were made from: fewer than all, if these came too fast.",
                tallied.seen,
            );
            text.metric(
                "grey_wait_seconds",
                Kind::Histogram,
                "How long mail that had to wait has waited when it passed.",
            );
            text.histogram("grey_wait_seconds", &[], &tallied.waits);
            text.metric(
                "grey_retry_seconds",
                Kind::Histogram,
                "How long after its last attempt a triplet came back, by the domain of the sender.",
            );
            for (domain, histogram) in tallied.retries.all() {
                text.histogram("grey_retry_seconds", &[("domain", domain)], histogram);
            }
            text.one(
                "grey_waiting_triplets",
                Kind::Gauge,
                "Triplets that wait, of those seen since the start; at most 10000 are known.",
                tallied.waiting.count(),
            );
        });
        text.one(
            "grey_dns_failures_total",
            Kind::Counter,
            "Questions that the DNS did not answer.",
            counters.dns_failures(),
        );
        text.one(
            "grey_store_failures_total",
            Kind::Counter,
            "Decisions for which the store did not do what it was asked.",
            counters.store_failures(),
        );
    }

    fn mail(&self, text: &mut Text) {
        let counters = self.0.reception.counters();
        let door = self.0.reception.doorkeeper();
        text.one(
            "grey_connections",
            Kind::Gauge,
            "Connections of mail that are open.",
            door.count(),
        );
        text.one(
            "grey_connections_total",
            Kind::Counter,
            "Connections of mail that were let in.",
            door.let_in_so_far(),
        );
        text.one(
            "grey_connections_refused_total",
            Kind::Counter,
            "Connections of mail that were turned away, as their address had too many.",
            door.turned_away(),
        );
        text.one(
            "grey_messages_total",
            Kind::Counter,
            "Messages that the server behind has taken.",
            counters.messages(),
        );
        text.metric(
            "grey_backend_replies_total",
            Kind::Counter,
            "Replies of the server behind, by the first digit of their code; of its greetings those that refuse.",
        );
        for (class, code) in [("2", 200), ("3", 300), ("4", 400), ("5", 500)] {
            let count = counters.backend_replies(code);
            text.sample("grey_backend_replies_total", &[("class", class)], count);
        }
    }

    async fn health_metrics(&self, text: &mut Text) {
        text.metric(
            "grey_up",
            Kind::Gauge,
            "Whether the store, and the server behind, could be reached when last looked at.",
        );
        for part in self.parts().await {
            if part.health != Health::Unknown {
                let up = u8::from(part.health == Health::Up);
                text.sample("grey_up", &[("part", part.name)], up);
            }
        }
        let Ok(store) = self.store().await else {
            return;
        };
        text.one(
            "grey_store_entries",
            Kind::Gauge,
            "Entries in the store.",
            store.entries,
        );
        text.one(
            "grey_store_waiting",
            Kind::Gauge,
            "Changes that wait for the disk.",
            store.waiting,
        );
        for (name, help, value) in [
            (
                "grey_store_commits_total",
                "Commits that have reached the disk.",
                store.commits,
            ),
            (
                "grey_store_failed_commits_total",
                "Commits that the disk did not take.",
                store.failed_commits,
            ),
            (
                "grey_store_pruned_total",
                "Entries that were over, and were removed.",
                store.pruned,
            ),
            (
                "grey_store_dropped_total",
                "Entries that had to make room for others.",
                store.dropped,
            ),
        ] {
            text.one(name, Kind::Counter, help, value);
        }
    }

    /// What the linkages of the graph have carried.
    fn linkages(&self, text: &mut Text) {
        let Some(graph) = self.0.graph.get() else {
            return;
        };
        let counts = graph.counts();
        let linkages = graph.topology().linkages.iter().zip(&counts);
        let linkages: Vec<_> = linkages
            .filter_map(|(linkage, counts)| {
                let ends = (linkage.from.to_string(), linkage.to.to_string());
                counts.map(|counts| (ends, counts))
            })
            .collect();
        type Pick = fn(&kamaelia::topology::LinkCounts) -> u64;
        let metrics: [(&str, Kind, &str, Pick); 4] = [
            (
                "grey_linkage_sent_total",
                Kind::Counter,
                "Messages sent into a linkage of the graph.",
                |counts| counts.sent,
            ),
            (
                "grey_linkage_received_total",
                Kind::Counter,
                "Messages read from a linkage of the graph.",
                |counts| counts.received,
            ),
            (
                "grey_linkage_dropped_total",
                Kind::Counter,
                "Messages that a linkage of the graph has dropped, or that were left unread.",
                |counts| counts.dropped,
            ),
            (
                "grey_linkage_waiting",
                Kind::Gauge,
                "Messages that wait in a linkage of the graph.",
                |counts| counts.waiting as u64,
            ),
        ];
        for (name, kind, help, pick) in metrics {
            text.metric(name, kind, help);
            for ((from, to), counts) in &linkages {
                text.sample(name, &[("from", from), ("to", to)], pick(counts));
            }
        }
    }

    fn process(&self, text: &mut Text) {
        text.metric(
            "grey_status_refused_total",
            Kind::Counter,
            "Requests to see this page that were refused, by the reason.",
        );
        for why in Refused::ALL {
            let labels = [("reason", why.name())];
            text.sample(
                "grey_status_refused_total",
                &labels,
                self.0.refusals.of(why),
            );
        }
        let counters = self.0.reception.counters();
        text.metric(
            "grey_reloads_total",
            Kind::Counter,
            "How often the settings were to be read again, and whether they were.",
        );
        for (result, count) in [
            ("done", counters.reloads()),
            ("failed", counters.failed_reloads()),
        ] {
            text.sample("grey_reloads_total", &[("result", result)], count);
        }
        let started = self.0.started.duration_since(UNIX_EPOCH);
        text.one(
            "process_start_time_seconds",
            Kind::Gauge,
            "When it was started, in seconds since 1970.",
            started.unwrap_or_default().as_secs_f64(),
        );
        text.metric("grey_build_info", Kind::Gauge, "Which version this is.");
        let labels = [("version", env!("CARGO_PKG_VERSION"))];
        text.sample("grey_build_info", &labels, 1);
    }
}
