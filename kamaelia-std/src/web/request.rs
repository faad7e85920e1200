use http::{HeaderMap, HeaderName, Method, Uri};
use std::net::SocketAddr;

/// What a client asks for. Its body, if there is one, arrives at the handler's inbox.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    /// What is to be done.
    pub method: Method,
    /// With what; in most requests it has a path and perhaps a query.
    pub uri: Uri,
    /// What else is said. Their names are in small letters.
    pub headers: HeaderMap,
    /// Who asks.
    pub peer: SocketAddr,
}

impl HttpRequest {
    /// The path, as it was sent: what is escaped in it still is.
    #[must_use]
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// A header that there is one of, if it is text; `None` also if there are several.
    #[must_use]
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            _ => None,
        }
    }
}
