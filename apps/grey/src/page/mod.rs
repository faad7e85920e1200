//! How `grey` is: a page for people, metrics for Prometheus, and answers for whoever looks
//! after it. Nothing can be changed there.
//!
//! | | needs the token | what it is |
//! |---|---|---|
//! | `/` | yes | the page |
//! | `/status.json` | yes | what the page shows |
//! | `/metrics` | unless `open_metrics` | the metrics, in Prometheus' text format |
//! | `/health` | no | `ok`, as long as it runs |
//! | `/ready` | no | `ok`, or 503 and what is out of reach |
//!
//! [`Page`] is what all requests have in common; [`Tally`] hears of the decisions. It does
//! not hold them up: what it is too slow for, it misses, and that is counted.

mod access;
mod domains;
mod graph;
mod health;
mod histogram;
mod inside;
mod metrics;
mod pace;
mod refusals;
mod respond;
mod shell;
mod snapshot;
mod tally;
mod text;
mod waiting;

pub use respond::Respond;
pub use tally::Tally;

use crate::Reception;
use crate::config::ConfigError;
use access::Access;
use kamaelia::{InboxAddress, Observer, Stop, Value};
use kamaelia_std::data::TableRequest;
use kamaelia_std::web::{HttpRequest, HttpServer};
use refusals::Refusals;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};
use tally::Tallied;

/// What all requests have in common. Clones are the same.
#[derive(Clone)]
pub struct Page(Arc<Inside>);

struct Inside {
    reception: Reception,
    table: InboxAddress<TableRequest>,
    access: Access,
    refusals: Refusals,
    tallied: Value<Tallied>,
    graph: OnceLock<Observer>,
    started: SystemTime,
}

impl Page {
    /// Who looks at it at a time, at most.
    const CONNECTIONS: usize = 64;

    /// For the visits of this reception, and the table that it asks.
    ///
    /// # Errors
    ///
    /// A token that cannot be read, or no randomness to be had from the system.
    pub fn new(reception: Reception, table: InboxAddress<TableRequest>) -> Result<Page, Stop> {
        let config = reception.config();
        let token = config.status.token();
        let token = token.map_err(|error: ConfigError| Stop::fault(error))?;
        Ok(Page(Arc::new(Inside {
            access: Access::new(&config.status, token)?,
            refusals: Refusals::default(),
            tallied: Value::new(Tallied::new(config)?),
            graph: OnceLock::new(),
            started: reception.clock().now(),
            table,
            reception,
        })))
    }

    /// What serves it.
    #[must_use]
    pub fn server(
        &self,
        doors: Vec<TcpListener>,
    ) -> HttpServer<impl Fn(HttpRequest) -> Respond + Send + Sync + use<>> {
        let page = self.clone();
        HttpServer::serving(doors, move |request| Respond::new(request, page.clone()))
            .limit(Page::CONNECTIONS)
            // Nobody sends it anything.
            .body(0)
            .head_timeout(Duration::from_secs(15))
    }

    /// What hears of the decisions.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let is_read = !self.0.reception.config().status.listen.is_empty();
        Tally::new(self.0.tallied.clone(), is_read)
    }

    /// Lets it show this graph.
    pub fn show(self, graph: Observer) {
        // There is one graph.
        let _ = self.0.graph.set(graph);
    }

    /// Says where it is, for people: with the token, if nobody else knows that. It has
    /// nothing else of the page, whose table ends only when nobody has that any more.
    pub fn whereabouts(&self) -> impl Fn(SocketAddr) -> String + Send + use<> {
        let token = self.0.access.own_token().map(str::to_owned);
        move |address| match &token {
            Some(token) => format!("its state is shown at http://{address}/?token={token}"),
            None => format!("its state is shown at http://{address}/"),
        }
    }
}
