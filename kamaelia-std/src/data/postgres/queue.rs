//! What waits for a connection: [`Queue`].

use super::PostgresNews;
use super::job::Job;
use super::place::Place;
use crate::data::TableError;
use std::collections::VecDeque;
use std::future::pending;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;

/// How many jobs may wait: more than a database does within the time that anybody waits.
const MOST: usize = 10_000;

pub(super) struct Queue {
    place: Arc<Place>,
    state: Mutex<State>,
    /// Another job has come, or will not.
    changed: Notify,
    closed: Notify,
    /// Where it is told when the first connection has come, and the last has gone; and
    /// what makes no sense to try again.
    news: UnboundedSender<Result<PostgresNews, TableError>>,
}

struct State {
    jobs: VecDeque<Job>,
    /// How many connections there are.
    connections: usize,
    /// Why there is none, if it was tried.
    trouble: Option<TableError>,
    /// Whether there was ever one.
    was_there: bool,
    is_closed: bool,
}

impl Queue {
    pub(super) fn new(
        place: Arc<Place>,
        news: UnboundedSender<Result<PostgresNews, TableError>>,
    ) -> Queue {
        Queue {
            place,
            state: Mutex::new(State {
                jobs: VecDeque::new(),
                connections: 0,
                trouble: None,
                was_there: false,
                is_closed: false,
            }),
            changed: Notify::new(),
            closed: Notify::new(),
            news,
        }
    }

    /// Held for one step and never over a wait.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has a connection do this; while there is none it is answered at once.
    pub(super) fn push(&self, job: Job) {
        let mut state = self.state();
        let refused = match &state.trouble {
            Some(trouble) if state.connections == 0 => Some(trouble.clone()),
            _ if state.jobs.len() >= MOST => {
                let why = format!("it does not keep up, {MOST} requests wait for it");
                Some(self.place.away(why))
            }
            _ => None,
        };
        match refused {
            Some(error) => {
                drop(state);
                job.fail(&self.place, error);
            }
            None => {
                state.jobs.push_back(job);
                drop(state);
                self.changed.notify_one();
            }
        }
    }

    /// The next job; `None` if there will be none any more.
    pub(super) async fn next(&self) -> Option<Job> {
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            {
                let mut state = self.state();
                if let Some(job) = state.jobs.pop_front() {
                    return Some(job);
                }
                if state.is_closed {
                    return None;
                }
            }
            changed.await;
        }
    }

    /// How many jobs wait, and why none is done, if that is so.
    pub(super) fn waiting(&self) -> (usize, Option<TableError>) {
        let state = self.state();
        let trouble = state.trouble.clone();
        let is_away = state.connections == 0;
        (state.jobs.len(), trouble.filter(|_| is_away))
    }

    /// There is a connection more.
    pub(super) fn connected(&self) {
        let mut state = self.state();
        state.connections += 1;
        state.was_there = true;
        if state.connections == 1 && state.trouble.take().is_some() {
            let table = self.place.name.clone();
            self.tell(Ok(PostgresNews::Back { table }));
        }
    }

    /// A connection has gone.
    pub(super) fn disconnected(&self, why: TableError) {
        self.state().connections -= 1;
        self.not_connected(why);
    }

    /// Another connection cannot be made.
    pub(super) fn not_connected(&self, why: TableError) {
        let mut state = self.state();
        if state.connections > 0 {
            return;
        }
        let is_no_table = matches!(why, TableError::Schema { .. });
        if is_no_table && !state.was_there {
            self.tell(Err(why.clone()));
        } else if state.trouble.as_ref() != Some(&why) {
            self.tell(Ok(PostgresNews::Away(why.clone())));
        }
        state.trouble = Some(why.clone());
        let jobs = std::mem::take(&mut state.jobs);
        drop(state);
        for job in jobs {
            job.fail(&self.place, why.clone());
        }
    }

    /// No more jobs will come.
    pub(super) fn close(&self) {
        self.state().is_closed = true;
        self.changed.notify_waiters();
        self.closed.notify_waiters();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.state().is_closed
    }

    /// Waits until no more jobs will come, and none is left.
    pub(super) async fn abandoned(&self) {
        self.closed().await;
        if !self.state().jobs.is_empty() {
            pending::<()>().await;
        }
    }

    /// Waits until no more jobs will come.
    pub(super) async fn closed(&self) {
        loop {
            let mut closed = pin!(self.closed.notified());
            closed.as_mut().enable();
            if self.is_closed() {
                return;
            }
            closed.await;
        }
    }

    fn tell(&self, news: Result<PostgresNews, TableError>) {
        // Who would be told may have ended.
        let _ = self.news.send(news);
    }
}
