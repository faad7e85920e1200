use super::tcp_close::TcpClose;
use super::{TcpReader, TcpWriter};
use bytes::Bytes;
use kamaelia::Stage;
use kamaelia::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;

/// One connection and its protocol, from the first byte to the last.
#[derive(Component)]
pub(super) struct TcpSession<P: Stage<Bytes, Bytes>> {
    stream: Arc<TcpStream>,
    protocol: P,
    delimiter: Option<u8>,
    send_timeout: Duration,
}

impl<P: Stage<Bytes, Bytes>> Main for TcpSession<P> {
    async fn main(self) -> Outcome {
        graphline! {
            READ     = TcpReader::new(self.stream.clone()).delimited(self.delimiter);
            PROTOCOL = self.protocol;
            WRITE    = TcpWriter::new(self.stream.clone()).send_timeout(self.send_timeout);
            CLOSE    = TcpClose::new(self.stream);

            READ -> PROTOCOL -> WRITE;

            READ.signal  -> CLOSE.inbox;
            WRITE.signal -> CLOSE.inbox;
        }
        .run()
        .await
    }
}
