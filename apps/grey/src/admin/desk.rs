use super::{AdminAnswer, AdminRequest, Clerk};
use crate::Reception;
use bytes::Bytes;
use kamaelia::Stop;
use kamaelia::prelude::*;

/// Answers what an administrator asks, one question after the other.
///
/// A question that cannot be answered is an answer too: an error, which says why.
#[derive(Component)]
pub struct Desk {
    /// Questions, each a line of JSON.
    #[inbox]
    inbox: Inbox<String>,

    /// Answers, each a line of JSON with its end.
    #[outbox]
    outbox: Outbox<Bytes>,

    pub(super) reception: Reception,
}

impl Main for Desk {
    async fn main(mut self) -> Outcome {
        while let Some(line) = self.inbox.recv().await {
            // By the settings that decisions are made by now.
            self.reception = self.reception.now();
            let last = match read(&line) {
                Ok(request) => self.answer(request).await?,
                Err(why) => AdminAnswer::Error(why),
            };
            self.say(last).await?;
        }
        Ok(())
    }
}

impl Desk {
    /// How many bytes a question may have.
    pub const LONGEST: usize = 8 * 1024;

    /// Does what is asked, and gives the last answer to it.
    async fn answer(&mut self, request: AdminRequest) -> Result<AdminAnswer, Stop> {
        let clerk = Clerk(self.reception.clone());
        let done = match request {
            AdminRequest::Why(attempt) => clerk.why(attempt).await,
            AdminRequest::List { kind, limit } => self.list(kind, limit).await?,
            AdminRequest::Allow { whom, seconds } => clerk.allow(&whom, seconds).await,
            AdminRequest::Forget {
                client,
                sender,
                recipient,
            } => clerk.forget(client, &sender, &recipient).await,
            AdminRequest::ForgetClient { network } => clerk.forget_client(&network).await,
            AdminRequest::ForgetAllowed { whom } => clerk.forget_allowed(&whom).await,
            AdminRequest::Expire { older } => clerk.expire(older).await,
        };
        Ok(done.unwrap_or_else(AdminAnswer::Error))
    }

    /// Says something, when there is room for it.
    pub(super) async fn say(&mut self, answer: AdminAnswer) -> Outcome {
        let mut line = serde_json::to_vec(&answer)?;
        line.push(b'\n');
        self.outbox.send(line.into()).await?;
        Ok(())
    }
}

fn read(line: &str) -> Result<AdminRequest, String> {
    serde_json::from_str(line).map_err(|error| match line.len() >= Desk::LONGEST {
        true => format!("a question has at most {} bytes", Desk::LONGEST),
        false => format!("this is no question that is known: {error}"),
    })
}
