//! Before the first command (RFC 5321 3.1).

use super::session::{Over, Session};
use super::waits::Event;
use crate::chat::smtp::{Ask, Caller};
use crate::net::{Heard, ProxyHeader};
use kamaelia::Inbox;
use std::time::Duration;
use tokio::time::Instant;

impl Session {
    /// Greets the client as whoever stands behind will have it.
    pub(super) async fn greet(
        &mut self,
        mut caller: Caller,
        mut proxied: Inbox<ProxyHeader>,
        delay: Duration,
    ) -> Result<(), Over> {
        if proxied.is_linked() {
            let by = Instant::now() + self.times.command;
            match self.control.next(&mut proxied, by).await {
                Event::Came(header) => {
                    caller.peer = header.source().unwrap_or(caller.peer);
                    caller.local = header.destination().or(caller.local);
                }
                Event::Told => return self.heed().await,
                Event::Over | Event::Late => return Err(Over),
            }
        }
        caller.early = self.is_early(delay).await?;
        let answer = self.ask(Ask::Connected(caller)).await?;
        self.say(&answer);
        match answer.is_positive() {
            true => Ok(()),
            false => Err(Over),
        }
    }

    /// Whether the client speaks before it is greeted.
    async fn is_early(&mut self, delay: Duration) -> Result<bool, Over> {
        let by = Instant::now() + delay;
        loop {
            let event = match self.inbox.try_recv() {
                Ok(heard) => Event::Came(heard),
                Err(_) if delay.is_zero() => Event::Late,
                Err(_) => self.control.next(&mut self.inbox, by).await,
            };
            match event {
                Event::Came(heard) => {
                    let speaks = matches!(heard, Heard::Bytes(_));
                    self.hear(heard);
                    if speaks {
                        return Ok(true);
                    }
                }
                Event::Late => return Ok(false),
                Event::Over => return Err(Over),
                Event::Told => self.heed().await?,
            }
        }
    }
}
