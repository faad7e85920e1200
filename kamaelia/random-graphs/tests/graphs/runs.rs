//! How a graph is run, and what has to be true at its end.

use kamaelia::prelude::*;
use kamaelia::testing::Schedules;
use kamaelia::{BoxedGraph, Report, Stop};
use random_graphs::check::{Complaints, balance, completeness, ending};
use random_graphs::{Conduct, Plan, Trap, World};
use std::env;
use std::fmt;
use std::time::{Duration, Instant as RealInstant};
use tokio::time::{Instant, sleep, timeout};

/// How long the graphs may take to end after they were told, and how much before
/// those that were told to finish are told to stop now. All on the paused clock.
const GRACE: Duration = Duration::from_secs(5);
const HURRY: Duration = Duration::from_millis(200);

/// A deaf part rests every millisecond of it: less of it is enough.
const DEAF_GRACE: Duration = Duration::from_millis(500);

/// After how long, on the paused clock, nobody has anything to do any more.
const QUIET: Duration = Duration::from_millis(10);

/// How many parcels a source makes, where it makes an end.
const AMOUNT: u64 = 12;

/// How long, of real time, a test waits for a thread that was let go.
const GUARD: Duration = Duration::from_secs(30);

/// Under how many schedules a graph runs to its end, and is stopped in each
/// way. `RANDOM_GRAPHS=10` makes ten times as many of both.
const TO_THE_END: usize = 10;
const STOPPED: usize = 3;

/// How a graph is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Finish,
    Now,
    Fault,
    Panic,
}

pub(crate) type Build = fn(&World) -> BoxedGraph;

/// Every source makes a few parcels; what is made of them is worked on until
/// nothing is left, and the graph ends by itself.
pub(crate) fn to_the_end(build: Build, plan: &Plan) {
    Schedules::random(TO_THE_END * times()).run(|| async {
        let world = World::new(Conduct::ToTheEnd(AMOUNT));
        let graph = build(&world).grace(grace(plan));
        let report = if chance(plan).bool() {
            graph.run().reported().await
        } else {
            graph.spawn().report().await
        };
        judge(plan, "not stopped", check_whole(plan, &world, &report)).await
    });
}

/// The same on the threads of a runtime, in whatever order they have it.
pub(crate) fn in_parallel(build: Build, plan: &Plan) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    for _ in 0..times() {
        let world = World::new(Conduct::ToTheEnd(AMOUNT));
        let report = async { timeout(GUARD, build(&world).spawn().report()).await };
        let report = runtime
            .block_on(report)
            .unwrap_or_else(|_| panic!("no end"));
        let complaints = check_whole(plan, &world, &report);
        runtime
            .block_on(judge(plan, "in parallel", complaints))
            .unwrap();
    }
}

fn check_whole(plan: &Plan, world: &World, report: &Report) -> Complaints {
    let early = plan.parts.iter().any(|part| part.early);
    let mut complaints = balance(plan, world, report, !early);
    complaints.extend(ending(plan, world, report));
    if !early && !plan.tells {
        complaints.extend(completeness(plan, world, AMOUNT));
    }
    complaints.extend(left_over(world));
    complaints
}

/// Sources make parcels for ever; at a moment left to chance the graph is told
/// to end, or a part of it fails.
pub(crate) fn stopped(build: Build, plan: &Plan, way: Way) {
    Schedules::random(STOPPED * times()).run(|| async {
        let mut chance = chance(plan);
        let after = [0, 20, 100, 400][chance.usize(..4)];
        let after = chance.u64(..=after);
        let trap = match way {
            Way::Finish | Way::Now => None,
            Way::Fault => Some(Trap::Fault),
            Way::Panic => Some(Trap::Panic),
        };
        let world = World::new(Conduct::UntilStopped(after, trap));
        let handle = build(&world).grace(grace(plan)).spawn();
        // It may be that so much never happens.
        tokio::select! { () = world.moment() => {}, () = sleep(QUIET) => {} }
        let told = Instant::now();
        match way {
            Way::Finish => handle.stop(),
            _ if world.trapped().is_some() => {}
            _ => handle.shutdown(Shutdown::Now),
        }
        let report = handle.report().await;
        let took = told.elapsed();
        world.close();
        let complaints = check_stopped(plan, &world, &report, way, took);
        world.end();
        let description = format!("stopped by {way} after {after} events");
        judge(plan, &description, complaints).await?;
        wait_for_threads(&world).await;
        judge(plan, &description, left_over(&world)).await
    });
}

fn check_stopped(
    plan: &Plan,
    world: &World,
    report: &Report,
    way: Way,
    took: Duration,
) -> Complaints {
    let threads = plan.parts.iter().any(|part| part.on_thread);
    let early = plan.parts.iter().any(|part| part.early);
    let drained = way == Way::Finish && report.overdue.is_empty();
    // The clock may run away from a thread that the machine leaves waiting: the
    // parts are then told to stop now.
    let hurried = took >= grace(plan) - HURRY;
    let mut complaints = balance(plan, world, report, drained && !early && !hurried);
    complaints.extend(ending(plan, world, report));
    if took > grace(plan) * levels(plan, world) {
        complaints.push(format!("it took {took:?} to end"));
    }
    if hurried && !threads && report.overdue.is_empty() {
        complaints.push(format!("nobody is overdue, and it took {took:?} to end"));
    }
    if report.overdue.is_empty() {
        complaints.extend(left_over(world));
    }
    complaints
}

/// How many graphs have to end, one after the other: a fault in a composite is
/// none of the graph around it before the composite has ended, which may take
/// the grace time.
fn levels(plan: &Plan, world: &World) -> u32 {
    let trapped = world.trapped().map(|part| plan.parts[part].path);
    let around = trapped.map_or(0, |path| path.matches('/').count());
    1 + u32::try_from(around).unwrap_or(u32::MAX)
}

fn grace(plan: &Plan) -> Duration {
    let deaf = plan.parts.iter().any(|part| part.kind.starts_with("Deaf"));
    if deaf { DEAF_GRACE } else { GRACE }
}

/// Who is still there, although the graph is not.
fn left_over(world: &World) -> Complaints {
    let mut complaints = Vec::new();
    if world.present() > 0 {
        complaints.push(format!("{} components are left over", world.present()));
    }
    if world.has_parcels() {
        complaints.push("a parcel is left over".to_owned());
    }
    complaints
}

/// Threads that were abandoned end when what held them does.
async fn wait_for_threads(world: &World) {
    let start = RealInstant::now();
    while world.present() > 0 && start.elapsed() < GUARD {
        sleep(Duration::from_millis(1)).await;
    }
}

/// What this schedule leaves to chance for this graph.
fn chance(plan: &Plan) -> fastrand::Rng {
    let mut random = kamaelia::random();
    let seed = random.u64(..);
    random.seed(seed ^ plan.number as u64);
    random
}

async fn judge(plan: &Plan, what: &str, complaints: Complaints) -> Outcome {
    if complaints.is_empty() {
        return Ok(());
    }
    Err(Stop::fault(text(plan, what, &complaints)))
}

fn text(plan: &Plan, what: &str, complaints: &Complaints) -> String {
    format!(
        "graph {} {what}:\n  {}",
        plan.number,
        complaints.join("\n  ")
    )
}

fn times() -> usize {
    let times = env::var("RANDOM_GRAPHS").ok();
    times.map_or(1, |times| times.parse().expect("RANDOM_GRAPHS is a number"))
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Way::Finish => "Finish",
            Way::Now => "Now",
            Way::Fault => "a fault",
            Way::Panic => "a panic",
        })
    }
}
