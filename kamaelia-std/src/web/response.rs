use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// A piece of an answer to a request: first its head, once, and then what follows it.
#[derive(Clone, Debug)]
pub enum ResponsePart {
    /// How the answer begins.
    Head(ResponseHead),
    /// The next bytes of its body.
    Chunk(Bytes),
}

/// How an answer begins.
///
/// Where no `content-length` is among the headers, the body is sent in chunks and may
/// have any length.
#[derive(Clone, Debug, Default)]
pub struct ResponseHead {
    /// What became of the request.
    pub status: StatusCode,
    /// What else is said.
    pub headers: HeaderMap,
}

impl ResponseHead {
    /// A head without headers.
    #[must_use]
    pub fn new(status: StatusCode) -> ResponseHead {
        ResponseHead {
            status,
            headers: HeaderMap::new(),
        }
    }

    /// The same with one header more.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> ResponseHead {
        self.headers.append(name, value);
        self
    }
}
