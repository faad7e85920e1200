//! Connections that are used again, for the messages of several clients.

use super::super::Reply;
use super::backend::Backend;
use super::kept::Kept;
use super::lost::Lost;
use super::session::Session;

impl Session {
    /// A connection that another has left, if one waits; gives the banner that it began
    /// with.
    pub(super) async fn take_kept(&mut self) -> Option<Reply> {
        if self.shows_client() {
            return None;
        }
        while let Some(Kept {
            mut backend, begun, ..
        }) = self.client.connections.as_ref()?.take()
        {
            // The server may have had enough of it.
            if backend.be_quiet().await.is_ok() {
                backend.use_again();
                self.backend = Some(backend);
                self.introduced = Some(None);
                let banner = begun.banner.clone();
                self.begun = Some(begun);
                return Some(banner);
            }
        }
        None
    }

    /// Leaves the connection to the next, if it is as good as new; gives it back if not.
    pub(super) async fn keep(&mut self) -> Option<Box<Backend>> {
        let mut backend = self.backend.take()?;
        let Some(connections) = &self.client.connections else {
            return Some(backend);
        };
        let is_new = self.introduced == Some(None)
            && !self.shows_client()
            && !self.is_begun
            && self.expected.is_empty()
            && !backend.has_refused
            && !backend.has_to_write();
        if !is_new || backend.be_quiet().await.is_err() {
            return Some(backend);
        }
        match self.begun.take() {
            Some(begun) => connections.put(backend, begun).err(),
            None => Some(backend),
        }
    }

    /// A connection that is used again may come to its end just then. As long as it has
    /// answered nothing, a new one is told the same; otherwise it is lost.
    pub(super) async fn say_again(&mut self, lost: Lost) -> Result<(), Lost> {
        let is_over = matches!(
            lost,
            Lost::Broken(_) | Lost::Ended | Lost::Refused(_) | Lost::Unasked
        );
        let Some(backend) = self.backend.as_deref_mut().filter(|_| is_over) else {
            return Err(lost);
        };
        let Some(said) = backend.unanswered() else {
            return Err(lost);
        };
        let offered = std::mem::take(&mut backend.extensions);
        self.let_go();
        self.begin().await?;
        self.introduce().await?;
        match &mut self.backend {
            Some(backend) if backend.extensions == offered => {
                said.into_iter().for_each(|piece| backend.put(piece));
                self.flush().await
            }
            // What was said was for a server that offers something else.
            _ => Err(lost),
        }
    }
}
