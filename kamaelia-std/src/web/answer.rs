use super::{ResponseHead, ResponsePart};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, StatusCode};
use kamaelia::prelude::*;

/// Answers a request by what is known beforehand; what the client sends is not read.
///
/// See [`HttpServer`](super::HttpServer) for an example.
#[derive(Component)]
#[component(no_new)]
pub struct Answer {
    /// The body of the request.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// The answer.
    #[outbox]
    outbox: Outbox<ResponsePart>,

    head: ResponseHead,

    body: Bytes,
}

impl Answer {
    /// This body, of this type, such as `text/html; charset=utf-8`.
    #[must_use]
    pub fn new(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Answer {
        let body = body.into();
        let head = ResponseHead::new(status)
            .header(CONTENT_TYPE, HeaderValue::from_static(kind))
            .header(CONTENT_LENGTH, HeaderValue::from(body.len()));
        Answer {
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            head,
            body,
        }
    }

    /// A line of text.
    #[must_use]
    pub fn text(status: StatusCode, text: impl Into<String>) -> Answer {
        let text = text.into() + "\n";
        Answer::new(status, "text/plain; charset=utf-8", text)
    }

    /// No such page.
    #[must_use]
    pub fn not_found() -> Answer {
        Answer::text(StatusCode::NOT_FOUND, "there is no such page")
    }

    /// With one header more.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Answer {
        self.head = self.head.header(name, value);
        self
    }
}

impl Main for Answer {
    async fn main(mut self) -> Outcome {
        drop(self.inbox);
        self.outbox.send(ResponsePart::Head(self.head)).await?;
        if !self.body.is_empty() {
            self.outbox.send(ResponsePart::Chunk(self.body)).await?;
        }
        Ok(())
    }
}
