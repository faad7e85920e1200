use super::{BadProxyHeader, ProxyHeader};
use crate::bad_parameter::span;
use crate::wait::{recv_within, while_read};
use bytes::{Bytes, BytesMut};
use kamaelia::prelude::*;
use std::time::Duration;
use tokio::time::Instant;

/// Takes the header of the PROXY protocol off a stream that a balancer passes on.
///
/// The header, of version 1 or 2, leaves at `header` before any byte leaves at `outbox`;
/// it is the only one, whatever else the stream holds. Only a peer that is trusted may
/// be listened to in this way: who speaks the protocol says whose connection it is.
///
/// A peer that ends without a byte, as a balancer does that only looks whether somebody
/// is there, is a normal end.
///
/// # Errors
///
/// [`BadProxyHeader`], if there is none, or none in time; no byte has left then. In a
/// [`TcpServer`](super::TcpServer) that is the fault of this connection alone.
/// [`BadParameter`](crate::BadParameter) if there is no time at all for it.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::ProxyProtocol;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// graphline! {
///     BYTES  = DataSource::new([Bytes::from("PROXY TCP4 192.0.2.7 192.0.2.1 4012 25\r\nhello")]);
///     PROXY  = ProxyProtocol::new();
///     WHO    = Expect::new(["192.0.2.7:4012".to_owned()]);
///     REST   = Expect::new([Bytes::from("hello")]);
///
///     BYTES -> PROXY -> REST;
///     PROXY.header -> WHO.inbox via |header| header.source().map(|who| who.to_string()).unwrap_or_default();
/// }
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct ProxyProtocol {
    /// Bytes, from the first one of the connection on.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// The bytes after the header, as they came.
    #[outbox]
    outbox: Outbox<Bytes>,

    /// The header, before the first byte. Nothing, if the peer has not sent a byte.
    #[outbox(optional)]
    header: Outbox<ProxyHeader>,

    /// How long the peer may take for the header: three seconds, if not said otherwise.
    #[param(default = ProxyProtocol::TIMEOUT)]
    timeout: Duration,

    /// How many bytes a header of version 2 may have: 2048, if not said otherwise. One
    /// of version 1 never has more than 107.
    #[param(default = ProxyProtocol::LIMIT)]
    limit: usize,
}

impl ProxyProtocol {
    /// How long a peer may take where nobody says otherwise.
    pub const TIMEOUT: Duration = Duration::from_secs(3);

    /// How long a header may be where nobody says otherwise.
    pub const LIMIT: usize = 2048;
}

impl Main for ProxyProtocol {
    async fn main(mut self) -> Outcome {
        let limit = span("timeout", self.timeout)?;
        let Some(rest) = self.take_header(limit).await? else {
            return Ok(());
        };
        if !rest.is_empty() {
            self.outbox.send(rest).await?;
        }
        while let Some(Some(bytes)) = while_read(&mut self.outbox, self.inbox.recv()).await {
            self.outbox.send(bytes).await?;
        }
        Ok(())
    }
}

impl ProxyProtocol {
    /// Sends the header, and gives what has come behind it; `None` when there is nobody
    /// at one of the ends any more.
    async fn take_header(&mut self, limit: Duration) -> Result<Option<Bytes>, BadProxyHeader> {
        let deadline = Instant::now() + limit;
        let mut begun = BytesMut::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let heard = recv_within(&mut self.inbox, &mut self.outbox, left).await;
            let Some(piece) = heard.map_err(|_| BadProxyHeader::TimedOut(limit))? else {
                let is_cut = !begun.is_empty() && !self.outbox.is_closed();
                return match is_cut {
                    true => Err(BadProxyHeader::CutShort),
                    false => Ok(None),
                };
            };
            // Mostly it comes in one piece, of which the rest is passed on without a copy.
            let mut bytes = match begun.is_empty() {
                true => piece,
                false => {
                    begun.extend_from_slice(&piece);
                    begun.split().freeze()
                }
            };
            if let Some((header, length)) = ProxyHeader::decode(&bytes, self.limit)? {
                // Whoever does not want to know may still want the rest.
                let _ = self.header.send(header).await;
                return Ok(Some(bytes.split_off(length)));
            }
            begun = BytesMut::from(bytes);
        }
    }
}
