use crate::Reception;
use kamaelia::Stop;
use kamaelia::prelude::*;
use kamaelia_std::chat::smtp::{Ask, Caller, Extensions, Hello, SmtpTrouble};
use kamaelia_std::util::{DataSource, NullSink};
use std::net::{Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// Asks the server behind what it offers, every minute.
///
/// What needs that server is offered to clients as far as that offers it. While it is not
/// to be reached, what it has offered before stays; before its first answer all is offered,
/// since no recipient is taken without it, and whoever needs what is not offered does not
/// come back.
#[derive(Component)]
pub struct Probe {
    /// Why the server behind could not be asked, each time.
    #[outbox(optional)]
    troubles: Outbox<SmtpTrouble>,

    reception: Reception,

    /// How often it asks: every minute, if not said otherwise.
    #[param(default = Duration::from_secs(60))]
    every: Duration,
}

impl Main for Probe {
    async fn main(mut self) -> Outcome {
        if self.reception.config().server.listen.is_empty() {
            // There is nobody to offer it to.
            return Ok(());
        }
        let mut clock = interval(self.every);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while until_stopped(clock.tick()).await.is_some() {
            if let Some(trouble) = look_behind(&self.reception.now()).await?.trouble {
                self.troubles.send(trouble).await?;
            }
        }
        Ok(())
    }
}

/// How the server behind was when somebody looked.
#[derive(Clone, Debug)]
pub struct Look {
    /// When that was.
    pub at: Instant,
    /// Why it could not be asked; if it could, nothing.
    pub trouble: Option<SmtpTrouble>,
}

/// Asks the server behind what it offers, for all who offer it to clients and for all who
/// want to know whether it is there.
///
/// # Errors
///
/// That there is no time left for it.
pub async fn look_behind(reception: &Reception) -> Result<Look, Stop> {
    let caller = Caller {
        peer: SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
        local: None,
        early: false,
    };
    let hello = Hello {
        name: reception.config().server.name.clone(),
        esmtp: true,
        secured: None,
    };
    let (mut found, sink) = collect::<Extensions>();
    let (mut troubles, trouble_sink) = collect();
    graphline! {
        ASKS    = DataSource::new([Ask::Connected(caller), Ask::Hello(hello), Ask::Quit]);
        BEHIND  = reception.now().backend();
        REPLIES = NullSink::new();
        FOUND   = sink;
        TROUBLE = trouble_sink;

        ASKS -> BEHIND -> REPLIES;
        BEHIND.found    -> FOUND.inbox;
        BEHIND.troubles -> TROUBLE.inbox;
    }
    .run()
    .await?;
    if let Some(found) = found.recv().await {
        reception.behind().set(found);
    }
    let look = Look {
        at: Instant::now(),
        trouble: troubles.recv().await,
    };
    reception.last_look().set(Some(look.clone()));
    Ok(look)
}
