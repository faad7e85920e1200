//! Each ordering in the modelled files is needed: a model fails if it is weaker.

use super::ALL;
use crate::sync::Ordering;
use crate::sync::weaken::{Site, is_weak, take_used, weaker, with_weak};
use std::panic::{catch_unwind, set_hook, take_hook};
use std::time::{Duration, Instant};

/// The files whose orderings are weakened.
const SOURCES: &[(&str, &str)] = &[
    ("src/link.rs", include_str!("../../link.rs")),
    ("src/link/any.rs", include_str!("../any.rs")),
    ("src/link/aside.rs", include_str!("../aside.rs")),
    ("src/link/counts.rs", include_str!("../counts.rs")),
    ("src/link/header.rs", include_str!("../header.rs")),
    ("src/raw/hold.rs", include_str!("../../raw/hold.rs")),
    ("src/link/line.rs", include_str!("../line.rs")),
    ("src/link/order.rs", include_str!("../order.rs")),
    ("src/link/receiver.rs", include_str!("../receiver.rs")),
    (
        "src/link/receiver/across.rs",
        include_str!("../receiver/across.rs"),
    ),
    ("src/raw/ring.rs", include_str!("../../raw/ring.rs")),
    (
        "src/raw/ring/reader.rs",
        include_str!("../../raw/ring/reader.rs"),
    ),
    (
        "src/raw/ring/writer.rs",
        include_str!("../../raw/ring/writer.rs"),
    ),
    ("src/link/sender.rs", include_str!("../sender.rs")),
    (
        "src/link/sender/across.rs",
        include_str!("../sender/across.rs"),
    ),
    ("src/link/sender/room.rs", include_str!("../sender/room.rs")),
    ("src/link/side.rs", include_str!("../side.rs")),
    ("src/place.rs", include_str!("../../place.rs")),
    ("src/ready.rs", include_str!("../../ready.rs")),
    ("src/run_queue.rs", include_str!("../../run_queue.rs")),
    (
        "src/run_queue/entry.rs",
        include_str!("../../run_queue/entry.rs"),
    ),
    ("src/raw/once_box.rs", include_str!("../../raw/once_box.rs")),
    ("src/raw/set_once.rs", include_str!("../../raw/set_once.rs")),
];

/// A model, how long it took, and the orderings that it uses.
struct Run {
    model: fn(),
    took: Duration,
    used: Vec<Site>,
}

/// Runs every model as it is: the quickest come first.
fn run_all() -> Vec<Run> {
    take_used();
    let runs = ALL.iter().map(|&(_, model)| {
        let began = Instant::now();
        model();
        let (took, used) = (began.elapsed(), take_used());
        Run { model, took, used }
    });
    let mut runs: Vec<_> = runs.collect();
    runs.sort_by_key(|run| run.took);
    runs
}

/// The lines of the modelled files that name an ordering that is not relaxed.
fn lines() -> impl Iterator<Item = (&'static str, u32)> {
    let orderings = ["Acquire", "Release", "AcqRel", "SeqCst"];
    SOURCES.iter().flat_map(move |&(file, text)| {
        let lines = (1..).zip(text.lines());
        let lines = lines.filter(move |(_, line)| {
            let names = |name: &&str| line.contains(&format!("Ordering::{name}"));
            orderings.iter().any(|name| names(name))
        });
        lines.map(move |(number, _)| (file, number))
    })
}

fn is_at(site: &Site, (file, line): (&str, u32)) -> bool {
    site.at.file().ends_with(file) && site.at.line() == line
}

/// Whether the source says that no model shows what the ordering is for, and why.
fn is_excused(site: &Site) -> bool {
    let text = SOURCES
        .iter()
        .find(|(file, _)| site.at.file().ends_with(file));
    let lines = text.into_iter().flat_map(|(_, text)| text.lines());
    let line = site.at.line() as usize;
    let above = lines.take(line).skip(line.saturating_sub(6));
    let comments = above
        .map(str::trim_start)
        .filter(|line| line.starts_with("//"));
    let comment: String = comments
        .flat_map(|line| [line.trim_matches('/'), " "])
        .collect();
    let words = comment.split_whitespace().collect::<Vec<_>>().join(" ");
    words.to_lowercase().contains("no model shows")
}

/// Whether a model that uses the ordering fails when it is weaker.
fn is_needed(runs: &[Run], site: Site, to: Ordering) -> bool {
    let mut using = runs.iter().filter(|run| run.used.contains(&site));
    using.any(|run| with_weak(site, to, || catch_unwind(run.model).is_err()))
}

/// Keeps quiet about models that are to fail; those of the tests beside speak up.
fn expect_failures() {
    let hook = take_hook();
    set_hook(Box::new(move |panic| {
        if !is_weak() {
            hook(panic);
        }
    }));
}

#[test]
fn every_ordering_is_needed() {
    let runs = run_all();
    let mut sites: Vec<Site> = Vec::new();
    for site in runs.iter().flat_map(|run| &run.used) {
        if !sites.contains(site) {
            sites.push(*site);
        }
    }
    let unmodelled: Vec<_> = lines()
        .filter(|line| !sites.iter().any(|site| is_at(site, *line)))
        .collect();
    expect_failures();
    let unneeded: Vec<_> = sites
        .into_iter()
        .flat_map(|site| weaker(site.order).iter().map(move |to| (site, *to)))
        .filter(|(site, _)| !is_excused(site))
        .filter(|(site, to)| !is_needed(&runs, *site, *to))
        .map(|(site, to)| format!("{}: {:?} {:?} -> {to:?}", site.at, site.is_for, site.order))
        .collect();
    assert!(
        unmodelled.is_empty() && unneeded.is_empty(),
        "no model uses: {unmodelled:#?}; no model needs: {unneeded:#?}"
    );
}
