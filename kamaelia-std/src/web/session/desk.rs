use super::super::exchange::{AnswerBody, BadBody, BodyLimits, RequestBody, TakeAnswer};
use super::super::{HttpRequest, ResponseHead, ResponsePart};
use super::HttpLimits;
use bytes::Bytes;
use futures::channel::{mpsc, oneshot};
use http::header::{CONNECTION, CONTENT_LENGTH};
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::{Body, Incoming};
use hyper::service::Service;
use kamaelia::prelude::*;
use kamaelia::{BoxedGraph, Stage};
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// A handler at work, and who hears of its good end.
pub(super) type Call = (BoxedGraph, oneshot::Sender<()>);

/// Makes a handler for each request, and passes on what that answers.
pub(super) struct Desk<F> {
    pub(super) peer: SocketAddr,
    pub(super) handler: Arc<F>,
    pub(super) limits: HttpLimits,
    /// Where handlers are run.
    pub(super) calls: mpsc::UnboundedSender<Call>,
    /// Something has come since the last request.
    pub(super) begun: Arc<AtomicBool>,
}

impl<F, P> Service<Request<Incoming>> for Desk<F>
where
    F: Fn(HttpRequest) -> P + Send + Sync + 'static,
    P: Stage<Bytes, ResponsePart>,
{
    type Response = Response<AnswerBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<AnswerBody>, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        self.begun.store(false, Ordering::Relaxed);
        let (parts, body) = request.into_parts();
        let limits = BodyLimits {
            bytes: self.limits.body,
            pause: self.limits.body_timeout,
        };
        let bad = Arc::new(OnceLock::new());
        let (send_head, head) = oneshot::channel();
        let (send_chunks, chunks) = mpsc::channel(0);
        let (send_whole, whole) = oneshot::channel();
        if body.size_hint().lower() > limits.bytes {
            let limit = limits.bytes;
            let _ = bad.set(BadBody::TooLong { limit });
        } else {
            let request = HttpRequest {
                method: parts.method,
                uri: parts.uri,
                headers: parts.headers,
                peer: self.peer,
            };
            let graph = graphline! {
                BODY    = RequestBody::new(body, limits, bad.clone());
                HANDLER = (self.handler)(request);
                ANSWER  = TakeAnswer::new(send_head, send_chunks);

                BODY -> HANDLER with capacity(4);
                HANDLER -> ANSWER with capacity(4);
            };
            // If nobody takes it, the connection has ended.
            let _ = self.calls.unbounded_send((graph.boxed(), send_whole));
        }
        Box::pin(async move {
            Ok(match head.await {
                Ok(head) => response(head, AnswerBody::new(chunks, whole)),
                Err(_) => refusal(bad.get()),
            })
        })
    }
}

/// What is answered for a handler that did not answer.
fn refusal(bad: Option<&BadBody>) -> Response<AnswerBody> {
    let status = bad.map_or(StatusCode::INTERNAL_SERVER_ERROR, |bad| bad.status());
    // There is no telling what else the client has sent.
    let head = ResponseHead::new(status)
        .header(CONNECTION, HeaderValue::from_static("close"))
        .header(CONTENT_LENGTH, HeaderValue::from(0));
    response(head, AnswerBody::empty())
}

fn response(head: ResponseHead, body: AnswerBody) -> Response<AnswerBody> {
    let mut response = Response::new(body);
    *response.status_mut() = head.status;
    *response.headers_mut() = head.headers;
    response
}
