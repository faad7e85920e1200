//! A thread with a connection of its own: [`work`].

use super::job::Job;
use super::place::Place;
use super::queue::Queue;
use super::session::Session;
use crate::data::TableError;
use futures::future::{Either, select};
use std::io;
use std::pin::pin;
use std::sync::{Arc, PoisonError};
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
            // The handshakes have their part of it each.
            let limit = place.limit * 2;
            let open = pin!(timeout(limit, Session::open(place, runtime)));
            match select(open, pin!(queue.abandoned())).await {
                Either::Left((Ok(opened), _)) => opened,
                Either::Left(_) => Err(place.away(format!("it has not answered within {limit:?}"))),
                Either::Right(_) => Err(place.away("the program ends")),
            }
        });
        match opened.and_then(|session| counted(session, place)) {
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

/// The same session, and the entries are counted, if they were not.
fn counted<'p>(session: Session<'p>, place: &Place) -> Result<Session<'p>, TableError> {
    let are_counted = place.counts.are_counted.lock();
    let mut are_counted = are_counted.unwrap_or_else(PoisonError::into_inner);
    if !*are_counted {
        // Nothing depends on it, unless the connection has gone.
        *are_counted = session.count().is_ok();
    }
    match session.trouble() {
        Some(trouble) => Err(trouble),
        None => Ok(session),
    }
}

/// Does what the queue has as long as the connection lasts; whether the queue is closed.
fn serve(mut session: Session<'_>, queue: &Queue) -> bool {
    let mut left = None;
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
