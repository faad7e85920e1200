//! The component [`PostgresTable`].

mod address;
mod job;
mod news;
mod place;
mod queue;
mod schema;
mod session;
mod statements;
mod steps;
mod tls;
mod transaction;
mod worker;

pub use address::{BadPostgresAddress, PostgresAddress};
pub use news::PostgresNews;

use super::{TableAnswer, TableAsk, TableRequest, WhenFull};
use crate::bad_parameter::{BadParameter, at_least_one, span};
use job::Job;
use kamaelia::finishing;
use kamaelia::prelude::*;
use kamaelia::{Request, Stop};
use place::{Counts, Place};
use queue::Queue;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tls::Tls;
use tokio::sync::mpsc::unbounded_channel;

/// Keeps entries in a PostgreSQL, where several programs share them.
///
/// It is asked as a [`Table`](super::Table) is, by [`AskTable`](super::AskTable). What
/// one program has changed, the others see from the moment on at which the change was
/// answered.
///
/// # Transactions
///
/// A key is locked when a transaction looks at it for the first time, until its end: two
/// that look at the same key come one after the other, also those of different programs,
/// and the second sees what the first has done. Keys that nobody looks at are not locked, and
/// neither is what a scan gives. Whoever looks at several keys does so in an order that is
/// the same everywhere: two of them that wait for each other fail with
/// [`TableError::Conflict`](super::TableError::Conflict) otherwise, one after a second, and
/// nothing is changed by it. Changes are sent with the commit. A transaction that looks at
/// more than 256 keys has all of them from then on, and the others wait for its end.
///
/// A few [`connections`](PostgresTable::connections), each with a thread of its own, do
/// what is asked at the same time. A step of any of them ends within
/// [`timeout`](PostgresTable::timeout), and so does a transaction of a program that has
/// stopped in the middle.
///
/// # When the database is away
///
/// Whatever is asked then is answered at once with
/// [`TableError::Away`](super::TableError::Away), a transaction that was under way too; in
/// the moment of its commit nobody knows whether it has been made. Each connection tries
/// again, after a tenth of a second and then after up to two, and
/// [`news`](PostgresTable::news) says when the database has gone and come back.
///
/// # Errors
///
/// A table that is none of these, or of another version, is a fault if that is found at
/// the first connection; it is left as it is. [`BadParameter`](crate::BadParameter) for no
/// connection, no time or a name that is none.
///
/// # How it stands there
///
/// As `key bytea primary key, value bytea, stamp bigint`, with a comment that says so. It is
/// made if it is not there, which needs the right to. A session has settings of its own, so
/// whatever hands one session to many (PgBouncer's transaction pooling) cannot be between.
#[derive(Component)]
pub struct PostgresTable {
    /// How it is told to end. It declares this to serve those who still drain.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    /// What it is asked.
    #[inbox(optional)]
    inbox: Inbox<TableRequest>,

    /// When the database has gone, and when it has come back. Who does not keep up with
    /// that misses some.
    #[outbox(optional)]
    news: Outbox<PostgresNews>,

    /// Where its entries are, to which it connects when the graph runs.
    address: PostgresAddress,

    /// What the table is called: `kamaelia`, if not said otherwise. It is a name of small
    /// letters, digits and `_`, with that of its schema before it if need be.
    #[param(default = "kamaelia".to_owned())]
    table: String,

    /// How many connections it has: four, if not said otherwise.
    #[param(default = 4)]
    connections: usize,

    /// How long the database may take for a step: five seconds, if not said otherwise.
    #[param(default = Duration::from_secs(5))]
    timeout: Duration,

    /// Whether a transaction that changes anything is answered only when it is on the
    /// disk of the database: yes, if not said otherwise. Otherwise others see it at once
    /// too, and the last ones are lost if the database's machine fails within a second.
    #[param(default = true)]
    durable: bool,

    /// About how many entries there may be: ten million, if not said otherwise. They are
    /// counted once a minute, and that of many entries is the database's own guess.
    #[param(default = 10_000_000)]
    most: u64,

    /// What becomes of that bound: the oldest go, if not said otherwise.
    #[param(default)]
    when_full: WhenFull,
}

/// The longest name of a table, so that there is room for those that the database makes
/// from it.
const LONGEST_NAME: usize = 48;

impl PostgresTable {
    /// Whether this can be the name of a table.
    #[must_use]
    pub fn is_name(name: &str) -> bool {
        let is_part = |part: &str| {
            let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
            part.len() <= LONGEST_NAME
                && part.bytes().next().is_some_and(is_letter)
                && part
                    .bytes()
                    .all(|byte| is_letter(byte) || byte.is_ascii_digit())
        };
        name.split('.').count() <= 2 && name.split('.').all(is_part)
    }

    fn place(&self) -> Result<Place, Stop> {
        let PostgresTable { address, table, .. } = self;
        if !PostgresTable::is_name(table) {
            Err(BadParameter {
                name: "table",
                why: "is no name of small letters, digits and `_`; write `mail` or `mail.entries`",
            })?;
        }
        if self.most == 0 {
            Err(BadParameter {
                name: "most",
                why: "is zero; it has to be one at least",
            })?;
        }
        Ok(Place {
            tls: Tls::trusting(&address.trust)?,
            address: address.clone(),
            table: table.clone(),
            name: format!("`{table}` of {address}"),
            limit: span("timeout", self.timeout)?,
            durable: self.durable,
            most: self.most,
            when_full: self.when_full,
            counts: Counts::default(),
        })
    }
}

impl Main for PostgresTable {
    async fn main(mut self) -> Outcome {
        let place = Arc::new(self.place()?);
        let connections = at_least_one("connections", self.connections)?;
        let (telling, mut told) = unbounded_channel();
        let queue = Arc::new(Queue::new(place.clone(), telling));
        for number in 0..connections {
            if let Err(error) = worker::start(number, &place, &queue) {
                queue.close();
                return Err(error.into());
            }
        }
        let outcome = loop {
            let next = poll_fn(|cx| {
                if let Poll::Ready(Some(news)) = told.poll_recv(cx) {
                    return Poll::Ready(Some(Err(news)));
                }
                self.inbox.poll_recv(cx).map(|request| request.map(Ok))
            });
            match next.await {
                Some(Ok(request)) => take(request, &place, &queue),
                // Who does not read the last one need not have this one.
                Some(Err(Ok(news))) => drop(self.news.try_send(news)),
                Some(Err(Err(fault))) => break Err(fault.into()),
                None => break Ok(()),
            }
        };
        queue.close();
        drop(queue);
        // Each of those who could say anything has ended then.
        finishing(async { while told.recv().await.is_some() {} }).await;
        outcome
    }
}

/// Has a request answered.
fn take(request: TableRequest, place: &Place, queue: &Queue) {
    let Request { question, reply } = request;
    match question {
        TableAsk::Status => {
            let (waiting, trouble) = queue.waiting();
            let mut status = place.counts.status();
            (status.waiting, status.trouble) = (waiting, trouble);
            reply.send(Ok(TableAnswer::Status(status)));
        }
        question => queue.push(Job::Ask(Request { question, reply })),
    }
}
