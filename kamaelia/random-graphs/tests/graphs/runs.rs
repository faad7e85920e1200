//! How a graph is run.

use crate::judge::{Run, has_deaf, is_starved, judge_stopped, judge_whole, left_over, verdict};
use fastrand::Rng;
use kamaelia::prelude::*;
use kamaelia::testing::Schedules;
use kamaelia::{BoxedGraph, Report};
use random_graphs::{Conduct, Plan, Trap, World};
use std::env;
use std::fmt;
use std::time::{Duration, Instant as RealInstant};
use tokio::runtime::{Builder, Runtime};
use tokio::time::{Instant, sleep, timeout};

/// Under how many schedules a graph runs to its end, and is stopped in each
/// way. `RANDOM_GRAPHS=10` makes ten times as many of both.
const TO_THE_END: usize = 10;
const STOPPED: usize = 3;

/// How many parcels a source makes, where it makes an end.
const AMOUNT: u64 = 12;

/// How long graphs may take to end after they were told: on the paused clock,
/// which goes on by 50 ms in every thousand turns of those who never wait, and on
/// the machine's.
const GRACE: Duration = Duration::from_secs(10);
const REAL_GRACE: Duration = Duration::from_secs(5);

/// A deaf part asks a hundred times in every eighth of a second of it, and each
/// time may cost a schedule as many turns: there it is less.
const DEAF_GRACE: Duration = Duration::from_secs(4);
const TURNS: usize = 3_000_000;

/// How often a run is tried in which the paused clock ran away from a thread, since
/// the machine has left that waiting for too long.
const TRIES: usize = 3;

/// After how long nobody has anything to do any more.
const QUIET: Duration = Duration::from_millis(10);

/// How long, of real time, a test waits before it gives up.
const GUARD: Duration = Duration::from_secs(60);

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
        let graph = build(&world);
        let report = if chance(plan).bool() {
            graph.run().reported().await
        } else {
            graph.spawn().report().await
        };
        judge_whole(plan, &world, &report, AMOUNT)
    });
}

/// The same on the threads of a runtime, in whatever order they have it.
pub(crate) fn to_the_end_in_parallel(build: Build, plan: &Plan) {
    let runtime = parallel();
    for _ in 0..times() {
        let world = World::new(Conduct::ToTheEnd(AMOUNT));
        let report = runtime.block_on(guarded(async { build(&world).spawn().report().await }));
        check(judge_whole(plan, &world, &report, AMOUNT));
    }
}

/// Sources make parcels for ever; at a moment left to chance the graph is told
/// to end, or a part of it fails.
pub(crate) fn stopped(build: Build, plan: &Plan, way: Way) {
    let grace = if has_deaf(plan) { DEAF_GRACE } else { GRACE };
    Schedules::random(STOPPED * times())
        .turns(TURNS)
        .run(|| async {
            let mut chance = chance(plan);
            for _ in 1..TRIES {
                let (judgement, starved) = stop(build, plan, way, chance.fork(), grace, true).await;
                if judgement.is_ok() || !starved {
                    return judgement;
                }
            }
            stop(build, plan, way, chance, grace, true).await.0
        });
}

/// The same on the threads of a runtime, in every way.
pub(crate) fn stopped_in_parallel(build: Build, plan: &Plan) {
    let runtime = parallel();
    for seed in 0..times() as u64 {
        for way in [Way::Finish, Way::Now, Way::Fault, Way::Panic] {
            let run = stop(build, plan, way, Rng::with_seed(seed), REAL_GRACE, false);
            check(runtime.block_on(guarded(run)).0);
        }
    }
}

/// Runs a graph once, and stops it. Only a clock that is `paused` tells how long
/// it took to end, whatever else the machine does. Gives the judgement as well as
/// whether a thread was left waiting.
async fn stop(
    build: Build,
    plan: &Plan,
    way: Way,
    mut chance: Rng,
    grace: Duration,
    paused: bool,
) -> (Outcome, bool) {
    let after = [0, 20, 100, 400][chance.usize(..4)];
    let after = chance.u64(..=after);
    let world = World::new(Conduct::UntilStopped(after, way.trap()));
    let handle = build(&world).grace(grace).spawn();
    // It may be that so much never happens.
    tokio::select! { () = world.moment() => {}, () = sleep(QUIET) => {} }
    let told = Instant::now();
    match way {
        Way::Finish => handle.stop(),
        _ if world.trapped().is_some() => {}
        _ => handle.shutdown(Shutdown::Now),
    }
    let report: Report = handle.report().await;
    let run = Run {
        what: format!("stopped by {way} after {after} events"),
        finishes: way == Way::Finish,
        grace,
        took: told.elapsed(),
        paused,
    };
    world.close();
    let judgement = judge_stopped(plan, &world, &report, &run);
    world.end();
    wait_for_threads(&world).await;
    let judgement = judgement.and_then(|()| verdict(plan, &run.what, left_over(&world)));
    (judgement, is_starved(plan, &report))
}

/// Threads that were abandoned end when what held them does, and what waits in their
/// inboxes goes with them.
async fn wait_for_threads(world: &World) {
    let start = RealInstant::now();
    while (world.present() > 0 || world.has_parcels()) && start.elapsed() < GUARD {
        sleep(Duration::from_millis(1)).await;
    }
}

/// What this schedule leaves to chance for this graph.
fn chance(plan: &Plan) -> Rng {
    let mut random = kamaelia::random();
    let seed = random.u64(..);
    random.seed(seed ^ plan.number as u64);
    random
}

fn parallel() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).enable_all().build();
    runtime.expect("a runtime")
}

async fn guarded<T>(run: impl Future<Output = T>) -> T {
    timeout(GUARD, run).await.expect("it has not ended")
}

fn check(judgement: Outcome) {
    if let Err(stop) = judgement {
        panic!("{stop}");
    }
}

fn times() -> usize {
    let times = env::var("RANDOM_GRAPHS").ok();
    times.map_or(1, |times| times.parse().expect("RANDOM_GRAPHS is a number"))
}

impl Way {
    fn trap(self) -> Option<Trap> {
        match self {
            Way::Finish | Way::Now => None,
            Way::Fault => Some(Trap::Fault),
            Way::Panic => Some(Trap::Panic),
        }
    }
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
