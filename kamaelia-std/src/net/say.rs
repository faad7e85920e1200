use super::layer::Layer;
use super::{Hear, Said};
use crate::wait::while_read;
use bytes::Bytes;
use futures::future::{Either, select};
use kamaelia::Stop;
use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::pin::pin;
use std::sync::Arc;
use tokio::time::{Instant, timeout_at};

/// The two ends of a connection that is never secured, for a protocol that might want
/// to secure it.
///
/// They are halves, which stand before the protocol and behind it, so that the whole is
/// a row: each waits for its own side alone.
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::{Heard, Said, plain};
/// use kamaelia_std::util::{DataSource, Expect, FlatMap};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// let (hear, say) = plain();
/// let echo = FlatMap::new(|heard| match heard {
///     Heard::Bytes(bytes) => Some(Said::Bytes(bytes)),
///     Heard::Secured(_) => None,
/// });
/// let peer = DataSource::new(["hello"].map(Bytes::from));
/// let check = Expect::new(["hello"].map(Bytes::from));
/// pipeline![peer, hear, echo, say, check].run().await
/// # }
/// ```
#[must_use]
pub fn plain() -> (Hear, Say) {
    (Hear::through(None), Say::through(None))
}

/// What a protocol that may secure the connection says to its peer: one half of
/// [`plain`] or [`start_tls`](super::tls::start_tls), [`Hear`] is the other.
///
/// It ends with the protocol, and tells the peer so (`close_notify`), or when nobody
/// takes anything any more.
///
/// # Errors
///
/// [`CannotSecure`], and with TLS [`HandshakeFailed`](super::tls::HandshakeFailed) when
/// the peer does not do its part in time.
#[derive(Component)]
#[component(no_new)]
pub struct Say {
    /// What the protocol says.
    #[inbox]
    inbox: Inbox<Said>,

    /// Bytes for the network.
    #[outbox]
    outbox: Outbox<Bytes>,

    layer: Option<Arc<dyn Layer>>,
}

impl Say {
    pub(super) fn through(layer: Option<Arc<dyn Layer>>) -> Say {
        Say {
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            layer,
        }
    }
}

impl Main for Say {
    async fn main(mut self) -> Outcome {
        let layer = self.layer.take();
        match layer {
            Some(layer) => self.say_through(&*layer).await,
            None => self.say_plain().await,
        }
    }
}

impl Say {
    async fn say_plain(&mut self) -> Outcome {
        while let Some(Some(said)) = while_read(&mut self.outbox, self.inbox.recv()).await {
            match said {
                Said::Bytes(bytes) => self.outbox.send(bytes).await?,
                Said::StartTls(_) => return Err(CannotSecure::NoTls.into()),
            }
        }
        Ok(())
    }

    async fn say_through(&mut self, layer: &dyn Layer) -> Outcome {
        let mut by = None;
        while let Some(event) = while_read(&mut self.outbox, next(&mut self.inbox, layer, by)).await
        {
            let bytes = match event? {
                Event::Said(Said::Bytes(bytes)) => layer.seal(bytes),
                Event::Said(Said::StartTls(last)) => {
                    // From here on it hears what is secured: the peer may begin as soon
                    // as it has the last bytes that are not.
                    by = Some(Instant::now() + layer.start()?);
                    join(last, layer.answer())
                }
                Event::Changed => layer.answer(),
                Event::Over => {
                    self.send(layer.finish()).await?;
                    break;
                }
            };
            self.send(bytes).await?;
            by = by.filter(|_| !layer.is_secured());
        }
        Ok(())
    }

    async fn send(&mut self, bytes: Bytes) -> Outcome {
        if !bytes.is_empty() {
            self.outbox.send(bytes).await?;
        }
        Ok(())
    }
}

enum Event {
    Said(Said),
    Over,
    /// There is something to send that nobody has said.
    Changed,
}

/// What comes next, or that the connection was not secured in time.
async fn next(
    inbox: &mut Inbox<Said>,
    layer: &dyn Layer,
    by: Option<Instant>,
) -> Result<Event, Stop> {
    let next = async {
        let changed = pin!(layer.changed().notified());
        match select(pin!(inbox.recv()), changed).await {
            Either::Left((Some(said), _)) => Event::Said(said),
            Either::Left((None, _)) => Event::Over,
            Either::Right(_) => Event::Changed,
        }
    };
    match by {
        None => Ok(next.await),
        Some(by) => timeout_at(by, next).await.map_err(|_| layer.too_late()),
    }
}

fn join(first: Bytes, second: Bytes) -> Bytes {
    match second.is_empty() {
        true => first,
        false => [first, second].concat().into(),
    }
}

/// A protocol wanted to secure a connection, and that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotSecure {
    /// There is nothing to secure it with.
    NoTls,
    /// It is secured.
    Secured,
}

impl Display for CannotSecure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("the connection cannot be secured: ")?;
        f.write_str(match self {
            CannotSecure::NoTls => "link the halves of `start_tls` instead of those of `plain`",
            CannotSecure::Secured => "it is secured already",
        })
    }
}

impl Error for CannotSecure {}
