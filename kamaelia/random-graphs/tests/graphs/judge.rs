//! What has to be true at the end of a run.

use kamaelia::prelude::*;
use kamaelia::{Report, Stop};
use random_graphs::check::{Complaints, balance, completeness, ending};
use random_graphs::{Plan, World};
use std::time::Duration;

/// The paused clock jumps, 50 ms at a time, while somebody never waits: it may jump
/// beyond the grace time.
const JUMPS: Duration = Duration::from_millis(200);

/// How a run was stopped, and how long it took to end.
pub(crate) struct Run {
    pub(crate) what: String,
    pub(crate) finishes: bool,
    pub(crate) grace: Duration,
    pub(crate) took: Duration,
    pub(crate) paused: bool,
}

/// Of a run that nobody stopped.
pub(crate) fn judge_whole(plan: &Plan, world: &World, report: &Report, amount: u64) -> Outcome {
    let mut complaints = balance(plan, world, report, !ends_early(plan));
    complaints.extend(ending(plan, world, report));
    if !ends_early(plan) && !plan.tells {
        complaints.extend(completeness(plan, world, amount));
    }
    complaints.extend(left_over(world));
    verdict(plan, "not stopped", complaints)
}

/// Of a run that was stopped.
pub(crate) fn judge_stopped(plan: &Plan, world: &World, report: &Report, run: &Run) -> Outcome {
    let threads = plan.parts.iter().any(|part| part.on_thread);
    let all_ended = report.overdue.is_empty();
    // The clock may run away from a thread that the machine leaves waiting: the
    // parts are then told to stop now. A tenth is left of the grace time, or two.
    let hurried = run.took >= run.grace * 8 / 10;
    let lossless = run.finishes && all_ended && !ends_early(plan) && !hurried;
    let mut complaints = balance(plan, world, report, lossless);
    complaints.extend(ending(plan, world, report));
    if run.paused && run.took > run.grace * levels(plan, world) + JUMPS {
        complaints.push(format!("it took {:?} to end", run.took));
    }
    if run.paused && hurried && !threads && !has_deaf(plan) && all_ended {
        complaints.push(format!(
            "nobody is overdue, and it took {:?} to end",
            run.took
        ));
    }
    if all_ended {
        complaints.extend(left_over(world));
    }
    verdict(plan, &run.what, complaints)
}

/// Whether a part was let go that ends when it is told, as far as its thread lets
/// it.
pub(crate) fn is_starved(plan: &Plan, report: &Report) -> bool {
    let overdue = |path: &str| report.overdue.iter().any(|overdue| overdue.path == path);
    let mut innocent = plan.parts.iter().filter(|part| !part.stubborn);
    innocent.any(|part| part.on_thread && overdue(part.path))
}

/// Who is still there, although the graph is not.
pub(crate) fn left_over(world: &World) -> Complaints {
    let mut complaints = Vec::new();
    if world.present() > 0 {
        complaints.push(format!("{} components are left over", world.present()));
    }
    if world.has_parcels() {
        complaints.push("a parcel is left over".to_owned());
    }
    complaints
}

pub(crate) fn verdict(plan: &Plan, what: &str, complaints: Complaints) -> Outcome {
    if complaints.is_empty() {
        return Ok(());
    }
    let complaints = complaints.join("\n  ");
    Err(Stop::fault(format!(
        "graph {} {what}:\n  {complaints}",
        plan.number
    )))
}

pub(crate) fn has_deaf(plan: &Plan) -> bool {
    plan.parts.iter().any(|part| part.kind.starts_with("Deaf"))
}

fn ends_early(plan: &Plan) -> bool {
    plan.parts.iter().any(|part| part.early)
}

/// How many graphs have to end, one after the other: a fault in a composite is
/// none of the graph around it before the composite has ended, which may take
/// the grace time.
fn levels(plan: &Plan, world: &World) -> u32 {
    let trapped = world.trapped().map(|part| plan.parts[part].path);
    let around = trapped.map_or(0, |path| path.matches('/').count());
    1 + u32::try_from(around).unwrap_or(u32::MAX)
}
