//! A thread with a connection of its own: [`work`].

use super::job::Job;
use super::place::Place;
use super::queue::Queue;
use super::session::Session;
use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

/// How long it waits until it tries to connect again, at first and in the end.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How often the entries are counted.
const COUNT_EVERY: Duration = Duration::from_secs(60);

/// Starts a thread that connects, and does what the queue has, until that is closed.
pub(super) fn start(number: usize, place: &Arc<Place>, queue: &Arc<Queue>) -> io::Result<()> {
    let (place, queue) = (place.clone(), queue.clone());
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let thread: JoinHandle<()> = thread::Builder::new()
        .name(format!("postgres-{number}"))
        .spawn(move || work(&place, &queue, &runtime))?;
    drop(thread);
    Ok(())
}

fn work(place: &Place, queue: &Queue, runtime: &Runtime) {
    let mut pause = PAUSE;
    loop {
        let opened = runtime.block_on(async {
            let open = Session::open(place, runtime);
            // The handshakes have their part of it each.
            timeout(place.limit * 2, open).await.unwrap_or_else(|_| {
                Err(place.away(format!("it has not answered within {:?}", place.limit * 2)))
            })
        });
        match opened {
            Ok(session) => {
                queue.connected();
                pause = PAUSE;
                if serve(session, queue) {
                    return;
                }
            }
            Err(error) => queue.not_connected(error),
        }
        let closed = runtime.block_on(async { timeout(pause, queue.closed()).await });
        if closed.is_ok() {
            return queue.not_connected(place.away("the program ends"));
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Does what the queue has as long as the connection lasts; whether the queue is closed.
fn serve(mut session: Session<'_>, queue: &Queue) -> bool {
    let mut left = Some(Job::Count);
    loop {
        if let Some(trouble) = session.trouble() {
            queue.disconnected(trouble);
            // What is left would only fail there.
            if let Some(job) = left {
                queue.push(job);
            }
            return false;
        }
        // What others have asked meanwhile comes first.
        let waiting = queue.waiting().0;
        match left.take() {
            Some(job) if waiting == 0 => left = job.run(&session),
            Some(job) => queue.push(job),
            None if session.counted.get().elapsed() > COUNT_EVERY => left = Some(Job::Count),
            None => match session.unless_it_ends(queue.next()) {
                Some(Some(job)) => left = job.run(&session),
                Some(None) => {
                    session.close();
                    return true;
                }
                None => {}
            },
        }
    }
}
