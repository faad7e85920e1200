use super::Decoder;
use crate::Trace;
use crate::policy::Question;
use bytes::Bytes;
use kamaelia::prelude::*;

/// Reads the questions of a Postfix off its connection.
///
/// # Errors
///
/// [`BadRequest`](super::BadRequest). Postfix asks again, on another connection, about
/// whatever was not answered.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use grey::policy::Question;
/// use grey::postfix::PolicyDecoder;
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect, Map};
///
/// # futures::executor::block_on(async {
/// let request = "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=192.0.2.1\n\
///                sender=\nrecipient=bob@b.example\n\n";
/// pipeline![
///     DataSource::new([Bytes::from(request)]),
///     PolicyDecoder::new(),
///     Map::new(|question: Question| question.client.to_string()),
///     Expect::new(["192.0.2.1".to_owned()]),
/// ]
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct PolicyDecoder {
    /// Bytes, cut anywhere.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// One question for each request, in their order.
    #[outbox]
    outbox: Outbox<Question>,

    /// By what the connection is found in logs: by nothing, if not said otherwise.
    #[param(default)]
    trace: Option<Trace>,
}

impl Main for PolicyDecoder {
    async fn main(mut self) -> Outcome {
        let mut decoder = Decoder::new();
        while let Some(bytes) = self.inbox.recv().await {
            let mut piece = &bytes[..];
            while let Some(request) = decoder.next_request(&mut piece) {
                let mut question = request?.question();
                question.trace = self.trace.as_ref().map(Trace::id);
                self.outbox.send(question).await?;
            }
        }
        Ok(decoder.finish()?)
    }
}
