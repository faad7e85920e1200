use super::Heard;
use super::layer::Layer;
use crate::wait::while_read;
use bytes::Bytes;
use kamaelia::prelude::*;
use std::sync::Arc;

/// What a peer says to a protocol that may secure the connection: one half of
/// [`plain`](super::plain) or [`start_tls`](super::tls::start_tls), [`Say`](super::Say)
/// is the other.
///
/// It ends with the peer, or when nobody reads any more. A peer's end is taken as it is,
/// also without its word (`close_notify`): protocols that secure a connection in the
/// middle know themselves where what they speak of ends.
///
/// # Errors
///
/// With TLS, [`HandshakeFailed`](super::tls::HandshakeFailed) when the peer does not come
/// to terms, and the error of a peer that does not keep to them.
#[derive(Component)]
#[component(no_new)]
pub struct Hear {
    /// Bytes from the network.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// What lies in them.
    #[outbox]
    outbox: Outbox<Heard>,

    layer: Option<Arc<dyn Layer>>,
}

impl Hear {
    pub(super) fn through(layer: Option<Arc<dyn Layer>>) -> Hear {
        Hear {
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            layer,
        }
    }
}

impl Main for Hear {
    async fn main(mut self) -> Outcome {
        while let Some(Some(bytes)) = while_read(&mut self.outbox, self.inbox.recv()).await {
            let Some(layer) = &self.layer else {
                self.outbox.send(Heard::Bytes(bytes)).await?;
                continue;
            };
            let opened = layer.open(bytes)?;
            if let Some(session) = opened.secured {
                self.outbox.send(Heard::Secured(session)).await?;
            }
            if !opened.bytes.is_empty() {
                self.outbox.send(Heard::Bytes(opened.bytes)).await?;
            }
            if opened.is_over {
                break;
            }
        }
        Ok(())
    }
}
