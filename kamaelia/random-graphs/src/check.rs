//! Whether the books of a run balance: [`balance`], [`ending`].

#[cfg(test)]
mod tests;

use crate::ledger::Ledger;
use crate::parcel::At;
use crate::plan::{LinkagePlan, PartPlan, Plan, Route};
use crate::trapped::Trapped;
use crate::world::World;
use kamaelia::topology::LinkCounts;
use kamaelia::{Overdue, Overtime, Panicked, Release, Report};
use std::collections::BTreeMap;
use std::error::Error;

/// What is wrong with a run; empty if nothing is.
pub type Complaints = Vec<String>;

/// Holds what the graph reports against what the parts have noted.
///
/// `lossless` says that only a policy may have dropped anything.
pub fn balance(plan: &Plan, world: &World, report: &Report, lossless: bool) -> Complaints {
    let mut books = Books {
        plan,
        ledger: &world.ledger(),
        counts: BTreeMap::new(),
        released: abandoned(plan, report),
        complaints: Vec::new(),
    };
    books.read(report);
    books.check_linkages(lossless);
    books.check_outboxes();
    books.check_inboxes();
    books.complaints
}

/// Whether every source made so many parcels.
pub fn completeness(plan: &Plan, world: &World, amount: u64) -> Complaints {
    let ledger = world.ledger();
    let sources = plan
        .parts
        .iter()
        .enumerate()
        .filter(|(_, part)| part.source);
    sources
        .map(|(part, plan)| (plan.path, ledger.sent(At { part, index: 0 })))
        .filter(|(_, sent)| *sent != amount)
        .map(|(path, sent)| format!("the source {path} sent {sent} of {amount} parcels"))
        .collect()
}

/// Whether the graph ended as it should: with the trap that sprang, or because
/// of the stubborn parts, and of nobody else.
pub fn ending(plan: &Plan, world: &World, report: &Report) -> Complaints {
    let mut complaints = Vec::new();
    // One that sprang a trap has ended by that.
    let mut stubborn = world.stubborn();
    stubborn.retain(|part| world.trapped() != Some(*part));
    for overdue in &report.overdue {
        match plan.parts.iter().find(|part| part.path == overdue.path) {
            Some(part) if part.stubborn && fits(part, overdue) => {}
            // The clock may run away from a thread that the machine leaves waiting.
            Some(part) if part.on_thread && overdue.how == Release::Abandoned => {}
            _ => complaints.push(format!("{overdue}, which should not be")),
        }
    }
    for part in stubborn {
        let path = plan.parts[part].path;
        if report.overdue.iter().all(|overdue| overdue.path != path) {
            complaints.push(format!("the stubborn {path} is not among the overdue"));
        }
    }
    let expected = expected(plan, world, report);
    let outcome = outcome(report);
    if !expected.contains(&outcome) {
        let expected = expected.join(" or ");
        complaints.push(format!(
            "the outcome is {outcome}, and should be {expected}"
        ));
    }
    complaints
}

/// A thread cannot be ended from outside; everything else can.
fn fits(part: &PartPlan, overdue: &Overdue) -> bool {
    overdue.how == Release::Dropped || part.on_thread
}

fn expected(plan: &Plan, world: &World, report: &Report) -> Vec<String> {
    if let Some(part) = world.trapped() {
        return vec![format!("a trap in {}", plan.parts[part].path)];
    }
    if report.overdue.is_empty() {
        return vec!["nothing special".to_owned()];
    }
    let overdue = report.overdue.iter();
    overdue
        .map(|overdue| format!("overtime in {}", overdue.path))
        .collect()
}

fn outcome(report: &Report) -> String {
    let stop = match &report.outcome {
        Ok(()) => return "nothing special".to_owned(),
        Err(stop) => stop,
    };
    let Some(fault) = stop.as_fault() else {
        return stop.to_string();
    };
    let (path, source) = (fault.path(), fault.source());
    let panicked = |error: &Panicked| error.text == Trapped::PANIC;
    match source {
        Some(error) if error.is::<Trapped>() => format!("a trap in {path}"),
        Some(error) if error.downcast_ref().is_some_and(panicked) => format!("a trap in {path}"),
        Some(error) if error.is::<Overtime>() => format!("overtime in {path}"),
        _ => fault.to_string(),
    }
}

/// The parts whose threads go on by themselves. One of them may have sent or
/// received something that it had no time to note.
fn abandoned(plan: &Plan, report: &Report) -> Vec<usize> {
    let abandoned = |part: &PartPlan| {
        let of_it = |overdue: &&Overdue| overdue.path == part.path;
        report
            .overdue
            .iter()
            .find(of_it)
            .is_some_and(|overdue| overdue.how == Release::Abandoned)
    };
    let parts = plan.parts.iter().enumerate();
    parts
        .filter(|(_, part)| abandoned(part))
        .map(|(number, _)| number)
        .collect()
}

struct Books<'a> {
    plan: &'a Plan,
    ledger: &'a Ledger,
    /// By path and ends; those of a composite that never ran are missing.
    counts: BTreeMap<(String, String), LinkCounts>,
    released: Vec<usize>,
    complaints: Complaints,
}

impl Books<'_> {
    fn read(&mut self, report: &Report) {
        for carried in &report.linkages {
            let linkage = &carried.linkage;
            let key = (
                carried.path.clone(),
                format!("{} -> {}", linkage.from, linkage.to),
            );
            let planned = self.plan.linkages.iter().find(|plan| is(plan, &key));
            if planned.is_none_or(|plan| Some(plan.policy) != linkage.policy) {
                self.complain(&key, "is not in the plan");
            }
            if self.counts.insert(key.clone(), carried.counts).is_some() {
                self.complain(&key, "is reported twice");
            }
        }
        for plan in self
            .plan
            .linkages
            .iter()
            .filter(|plan| plan.path.is_empty())
        {
            let key = (String::new(), plan.ends.to_owned());
            if !self.counts.contains_key(&key) {
                self.complain(&key, "is not reported");
            }
        }
    }

    fn complain(&mut self, (path, ends): &(String, String), what: &str) {
        self.complaints
            .push(format!("the linkage {ends} in `{path}` {what}"));
    }

    fn counts(&self, plan: &LinkagePlan) -> LinkCounts {
        let key = (plan.path.to_owned(), plan.ends.to_owned());
        self.counts.get(&key).copied().unwrap_or_default()
    }

    fn check_linkages(&mut self, lossless: bool) {
        for plan in self.plan.linkages {
            let counts = self.counts(plan);
            let key = (plan.path.to_owned(), plan.ends.to_owned());
            if counts.sent != counts.received + counts.dropped || counts.waiting != 0 {
                self.complain(&key, &format!("does not balance: {counts:?}"));
            }
            let between_parts = plan.to.is_some() || !plan.from.is_empty();
            if lossless && between_parts && !plan.drops() && counts.dropped != 0 {
                self.complain(&key, &format!("has lost something: {counts:?}"));
            }
        }
    }

    /// Every send that returned `Ok` is counted on every linkage of its outbox.
    fn check_outboxes(&mut self) {
        for plan in self
            .plan
            .linkages
            .iter()
            .filter(|plan| !plan.from.is_empty())
        {
            let noted: u64 = plan
                .from
                .iter()
                .map(|&outbox| self.ledger.sent(outbox))
                .sum();
            let counted = self.counts(plan).sent;
            let slack = self.slack(plan.from);
            if !(noted..=noted + slack).contains(&counted) {
                let key = (plan.path.to_owned(), plan.ends.to_owned());
                self.complain(
                    &key,
                    &format!("carried {counted} of {noted} that were sent"),
                );
            }
        }
    }

    fn slack(&self, boxes: &[At]) -> u64 {
        let abandoned = boxes.iter().filter(|it| self.released.contains(&it.part));
        abandoned.count() as u64
    }

    fn check_inboxes(&mut self) {
        let linkages = self.plan.linkages.iter();
        let mut inboxes: Vec<At> = linkages.filter_map(|plan| plan.to).collect();
        inboxes.sort_unstable();
        inboxes.dedup();
        for inbox in inboxes {
            let linkages = self
                .plan
                .linkages
                .iter()
                .filter(|plan| plan.to == Some(inbox));
            let counted: u64 = linkages.map(|plan| self.counts(plan).received).sum();
            let noted = self.ledger.received(inbox).len() as u64;
            let slack = self.slack(&[inbox]);
            if !(noted..=noted + slack).contains(&counted) {
                let name = self.name(inbox);
                self.complaints
                    .push(format!("{name} noted {noted} of {counted} that it read"));
            }
            self.check_receipts(inbox);
        }
    }

    /// What arrived was sent, once, in this order, and by a way that there is.
    fn check_receipts(&mut self, inbox: At) {
        let mut last: BTreeMap<At, u64> = BTreeMap::new();
        for receipt in self.ledger.received(inbox) {
            let last = last.entry(receipt.from).or_default();
            let sent = self.ledger.sent(receipt.from) + self.slack(&[receipt.from]);
            let wrong = match self.route(receipt.from, inbox) {
                None => "by no way that there is",
                Some(route) if route.marks != receipt.marks => "with the wrong conversions",
                _ if receipt.serial <= *last => "again, or too late",
                _ if receipt.serial > sent => "though it was never sent",
                _ => "",
            };
            if !wrong.is_empty() {
                let (inbox, serial) = (self.name(inbox), receipt.serial);
                let from = self.name(receipt.from);
                let text = format!("{inbox} received number {serial} of {from} {wrong}");
                self.complaints.push(text);
            }
            *last = receipt.serial;
        }
    }

    fn route(&self, from: At, to: At) -> Option<&Route> {
        let mut routes = self.plan.routes.iter();
        routes.find(|route| route.from == from && route.to == to)
    }

    fn name(&self, it: At) -> String {
        let part = &self.plan.parts[it.part];
        format!("{} ({}) box {}", part.path, part.kind, it.index)
    }
}

fn is(plan: &LinkagePlan, (path, ends): &(String, String)) -> bool {
    plan.path == path && plan.ends == ends
}
