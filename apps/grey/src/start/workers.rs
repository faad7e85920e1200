use std::io;
use tokio::runtime::{Builder, Runtime};

/// Where all that serves runs: a worker for each processor that the program may use. With
/// `stay`, on Linux, each stays on its own, unless there are fewer workers than processors:
/// where a control group says so, or `TOKIO_WORKER_THREADS`.
///
/// That is for whoever answers questions. A thread that another one wakes begins beside
/// that one while all processors are busy, and is left there: two workers share one
/// processor for a long time, and another one has nothing to do. Who passes mail on shares
/// the processors with those before and behind, and is better moved to where there is room.
///
/// # Errors
///
/// What the system says if it has no more threads.
pub fn workers(stay: bool) -> io::Result<Runtime> {
    let mut builder = Builder::new_multi_thread();
    builder.enable_all();
    match stay {
        true => build_staying(builder),
        false => builder.build(),
    }
}

#[cfg(not(target_os = "linux"))]
fn build_staying(mut builder: Builder) -> io::Result<Runtime> {
    builder.build()
}

#[cfg(target_os = "linux")]
fn build_staying(mut builder: Builder) -> io::Result<Runtime> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Barrier};
    let Some(processors) = processors() else {
        return builder.build();
    };
    let count = processors.len();
    let all_stay = Arc::new(Barrier::new(count + 1));
    let (stays, started) = (all_stay.clone(), AtomicUsize::new(0));
    builder.worker_threads(count).on_thread_start(move || {
        match processors.get(started.fetch_add(1, Ordering::Relaxed)) {
            Some(own) => {
                stay_on(&[*own]);
                stays.wait();
            }
            // Threads for what blocks are started by workers, and would be where those are.
            None => stay_on(&processors),
        }
    });
    let runtime = builder.build()?;
    // Until then nobody asks for other threads.
    all_stay.wait();
    Ok(runtime)
}

/// Those that the program may use, if there is to be a worker for each.
#[cfg(target_os = "linux")]
fn processors() -> Option<Vec<usize>> {
    let processors = allowed()?;
    let workers = std::thread::available_parallelism().ok()?.get();
    let is_set = std::env::var_os("TOKIO_WORKER_THREADS").is_some();
    (workers == processors.len() && !is_set).then_some(processors)
}

/// Where this thread may run.
#[cfg(target_os = "linux")]
fn allowed() -> Option<Vec<usize>> {
    use nix::sched::{CpuSet, sched_getaffinity};
    use nix::unistd::Pid;
    let allowed = sched_getaffinity(Pid::from_raw(0)).ok()?;
    let is_allowed = |number: &usize| allowed.is_set(*number).unwrap_or(false);
    Some((0..CpuSet::count()).filter(is_allowed).collect())
}

/// Where the system does not allow that, this thread is where it was.
#[cfg(target_os = "linux")]
fn stay_on(processors: &[usize]) {
    use nix::sched::{CpuSet, sched_setaffinity};
    use nix::unistd::Pid;
    let mut set = CpuSet::new();
    for number in processors {
        let _ = set.set(*number);
    }
    let _ = sched_setaffinity(Pid::from_raw(0), &set);
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use tokio::task::{spawn, spawn_blocking};

    #[test]
    fn workers_stay_and_what_blocks_goes_where_there_is_room() {
        let Some(all) = processors() else { return };
        workers(true).expect("there are threads").block_on(async {
            let of_worker = spawn(async { allowed() }).await.expect("it runs");
            assert_eq!(of_worker.map_or(0, |stays| stays.len()), 1);
            let blocking = spawn(async { spawn_blocking(allowed).await });
            let of_blocking = blocking.await.expect("it runs").expect("it runs");
            assert_eq!(of_blocking, Some(all));
        });
    }
}
