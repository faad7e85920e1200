use super::Page;
use crate::{Look, look_behind};
use kamaelia::Stop;
use kamaelia_std::data::{AskTable, TableStatus};
use std::time::Duration;
use tokio::time::timeout;

/// How something is that decisions, or mail, need.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) health: Health,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Health {
    Up,
    /// Why not.
    Down(String),
    /// Nobody has looked yet, or nobody needs it.
    Unknown,
}

/// How long the table has to say how it is.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long it is believed what was seen of the server behind, where it has to be known.
const FRESH: Duration = Duration::from_secs(5);

impl Page {
    /// How the table is, if it says so in time.
    pub(super) async fn store(&self) -> Result<TableStatus, String> {
        let Ok(answer) = timeout(PATIENCE, self.0.table.status()).await else {
            return Err(format!("the table has not answered within {PATIENCE:?}"));
        };
        match answer {
            Ok(Ok(status)) => Ok(status),
            Ok(Err(error)) => Err(error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// How everything was when it was last looked at.
    pub(super) async fn parts(&self) -> Vec<Part> {
        let store = match self.store().await {
            Err(why) => Health::Down(why),
            Ok(TableStatus {
                trouble: Some(error),
                ..
            }) => Health::Down(error.to_string()),
            Ok(_) => Health::Up,
        };
        vec![
            Part {
                name: "store",
                health: store,
            },
            Part {
                name: "backend",
                health: self.backend(),
            },
        ]
    }

    /// How everything is now: the server behind is asked, if that was not done of late.
    pub(super) async fn parts_now(&self) -> Result<Vec<Part>, Stop> {
        let reception = &self.0.reception;
        let look = reception.last_look().get();
        let is_fresh = look.is_some_and(|look| look.at.elapsed() < FRESH);
        if self.has_backend() && !is_fresh {
            look_behind(&reception.now()).await?;
        }
        Ok(self.parts().await)
    }

    /// Whether there is a server behind.
    pub(super) fn has_backend(&self) -> bool {
        !self.0.reception.config().server.listen.is_empty()
    }

    fn backend(&self) -> Health {
        match self.0.reception.last_look().get() {
            Some(Look {
                trouble: Some(trouble),
                ..
            }) => Health::Down(trouble.to_string()),
            Some(_) => Health::Up,
            None => Health::Unknown,
        }
    }
}
