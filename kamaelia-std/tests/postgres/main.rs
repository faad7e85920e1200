//! Tables in a PostgreSQL, in graphs, with a real server: what they answer, what several
//! have in common, and what they bear.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod answers;
mod bounds;
mod model;
mod outages;
#[path = "../common/port.rs"]
mod port;
mod schema;
mod server;
mod sharing;
#[path = "../common/table_model.rs"]
mod table_model;
mod tls;

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Collector, Handle, InboxAddress};
use kamaelia_std::data::{
    AskTable, PostgresNews, PostgresTable, TableError, TableRequest, Transaction,
};
use server::Postgres;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A name for a table that no other test has.
fn name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("table_{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A table that runs, how it is asked, and what it says.
struct Running {
    table: InboxAddress<TableRequest>,
    news: Collector<PostgresNews>,
    graph: Handle,
}

fn table(postgres: &Postgres) -> PostgresTable {
    PostgresTable::new(postgres.url().parse().unwrap())
}

impl Running {
    fn of(mut table: PostgresTable) -> Running {
        let address = table.inbox().address();
        let (news, sink) = collect();
        let graph = graphline! {
            TABLE = table;
            NEWS  = sink;

            TABLE.news -> NEWS.inbox;
        };
        Running {
            table: address,
            news,
            graph: graph.spawn(),
        }
    }

    fn at(postgres: &Postgres, name: &str) -> Running {
        Running::of(table(postgres).table(name.to_owned()))
    }

    async fn try_put(&self, key: &'static str, value: &'static str) -> Result<(), TableError> {
        let put = move |table: &mut Transaction<'_>| table.put(key, value, 0);
        self.table.transaction(put).await.unwrap()
    }

    async fn put(&self, key: &'static str, value: &'static str) {
        self.try_put(key, value).await.unwrap();
    }

    async fn try_get(&self, key: &'static str) -> Result<Option<Bytes>, TableError> {
        let get = self.table.transaction(|table| table.get(key.as_bytes()));
        Ok(get.await.unwrap()?.map(|record| record.value))
    }

    async fn get(&self, key: &'static str) -> Option<Bytes> {
        self.try_get(key).await.unwrap()
    }

    /// What it says next.
    async fn news(&mut self) -> PostgresNews {
        let news = tokio::time::timeout(Duration::from_secs(30), self.news.recv());
        news.await.expect("it says something").unwrap()
    }

    /// Everybody has gone who had its address.
    async fn end(self) {
        drop((self.table, self.news));
        self.graph.join().await.unwrap();
    }
}
