//! What an administrator changes in what is remembered.

use super::why::{bare, sender_of};
use super::{AdminAnswer, Clerk};
use crate::judge::{read_allowed, with_rows};
use crate::policy::{About, Address, Allowed, Allowing, Network, Question, Row, is_over};
use kamaelia::RequestError;
use kamaelia_std::data::{AskTable, Record, TableError, Transaction};
use std::net::IpAddr;
use std::time::Duration;

impl Clerk {
    /// Lets somebody through, also when the server has been started again.
    pub(super) async fn allow(
        &self,
        whom: &str,
        seconds: Option<u64>,
    ) -> Result<AdminAnswer, String> {
        let allowed: Allowed = parsed(whom)?;
        let now = self.0.clock().now();
        let until = seconds.map(|seconds| {
            now.checked_add(Duration::from_secs(seconds))
                .ok_or_else(|| format!("{seconds} seconds are longer than there is time"))
        });
        let until = until.transpose()?;
        self.read_allowed().await;
        if !self.0.policy().allowing().has_room(&allowed) {
            return Err(format!(
                "there are {} entries already; forget some, or let a whole network through",
                Allowing::MOST
            ));
        }
        let done = self.change(move |transaction| {
            let row = Allowed::row(until, now).encode().to_vec();
            // It makes no room for what comes by itself.
            transaction.put(allowed.key(), row, u64::MAX)?;
            Ok(1)
        });
        let done = done.await?;
        self.read_allowed().await;
        Ok(done)
    }

    /// Lets decisions know whom somebody has let through.
    async fn read_allowed(&self) {
        read_allowed(self.0.policy().allowing(), &self.0.table()).await;
    }

    /// Forgets a triplet.
    pub(super) async fn forget(
        &self,
        client: IpAddr,
        sender: &str,
        recipient: &str,
    ) -> Result<AdminAnswer, String> {
        let (sender, recipient) = (sender_of(sender), Address::of(bare(recipient)));
        let question = Question::new(client, sender, recipient);
        let policy = self.0.policy();
        self.change(move |transaction| {
            let keys = with_rows(transaction, |rows| policy.triplet_keys(&question, rows))?;
            let mut count = 0;
            for key in keys {
                count += u64::from(transaction.remove(&key)?.is_some());
            }
            Ok(count)
        })
        .await
    }

    /// Forgets that somebody was let through.
    pub(super) async fn forget_allowed(&self, whom: &str) -> Result<AdminAnswer, String> {
        let allowed: Allowed = parsed(whom)?;
        let done = self
            .change(move |transaction| Ok(transaction.remove(&allowed.key())?.is_some().into()));
        let done = done.await?;
        self.read_allowed().await;
        Ok(done)
    }

    /// Forgets all clients of a network, and their triplets.
    pub(super) async fn forget_client(&self, network: &str) -> Result<AdminAnswer, String> {
        let network = match network.parse::<IpAddr>() {
            Ok(client) => self.0.policy().settings().prefixes.network(client),
            Err(_) => parsed::<Network>(network)?,
        };
        self.prune(move |key, _| {
            let about = About::decode(key);
            let of = about.as_ref().and_then(About::network);
            of.is_some_and(|of| of.overlaps(&network))
        })
        .await
    }

    /// Removes what is over, and what was not seen for so long.
    pub(super) async fn expire(&self, older: Option<u64>) -> Result<AdminAnswer, String> {
        let now = self.0.clock().now();
        let older = older.map(Duration::from_secs);
        self.prune(move |key, record| {
            let is_old = |older: Duration| {
                let counts = key.starts_with(About::TRIPLETS) || key.starts_with(About::CLIENTS);
                let row = Row::decode(&record.value).filter(|_| counts);
                row.is_some_and(|row| {
                    // What was seen by a wrong clock, in a time to come, is not old.
                    let age = now.duration_since(row.seen()).unwrap_or_default();
                    age >= older
                })
            };
            is_over(key, &record.value, now) || older.is_some_and(is_old)
        })
        .await
    }

    /// Changes something, and waits until it is on disk.
    async fn change(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<u64, TableError> + Send + 'static,
    ) -> Result<AdminAnswer, String> {
        let table = self.0.table();
        let count = flat(table.transaction(work).await)?;
        flat(table.sync().await)?;
        Ok(AdminAnswer::Done(count))
    }

    async fn prune(
        &self,
        goes: impl FnMut(&[u8], &Record) -> bool + Send + 'static,
    ) -> Result<AdminAnswer, String> {
        let table = self.0.table();
        let count = flat(table.prune(goes).await)?;
        flat(table.sync().await)?;
        Ok(AdminAnswer::Done(count))
    }
}

fn parsed<T: std::str::FromStr<Err: ToString>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}

fn flat<T>(answer: Result<Result<T, TableError>, RequestError>) -> Result<T, String> {
    match answer {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
