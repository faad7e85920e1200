use super::{Answer, HttpRequest, ResponsePart};
use bytes::Bytes;
use kamaelia::{Boxed, Stage};

type Handler = Box<dyn Fn(HttpRequest) -> Boxed<Bytes, ResponsePart> + Send + Sync>;

/// Chooses the handler of a request by its path: of the prefixes that fit, the longest.
///
/// `/pages` fits `/pages` and `/pages/one`, and not `/pagesize`. What fits none is
/// answered with 404.
///
/// ```
/// use kamaelia_std::web::{Answer, HttpServer, Routes, StatusCode};
///
/// let routes = Routes::new()
///     .at("/", |_| Answer::text(StatusCode::OK, "hello"))
///     .at("/health", |_| Answer::text(StatusCode::OK, "fine"));
/// let server = HttpServer::new("127.0.0.1:0", move |request| routes.handler(request));
/// # drop(server);
/// ```
#[derive(Default)]
pub struct Routes(Vec<(String, Handler)>);

impl Routes {
    /// None yet.
    #[must_use]
    pub fn new() -> Routes {
        Routes::default()
    }

    /// Answers what lies at this prefix with handlers that `handler` makes.
    #[must_use]
    pub fn at<P: Stage<Bytes, ResponsePart>>(
        mut self,
        prefix: &str,
        handler: impl Fn(HttpRequest) -> P + Send + Sync + 'static,
    ) -> Routes {
        let prefix = prefix.trim_end_matches('/').to_owned();
        let handler: Handler = Box::new(move |request| handler(request).boxed());
        self.0.push((prefix, handler));
        self
    }

    /// The handler of a request.
    #[must_use]
    pub fn handler(&self, request: HttpRequest) -> Boxed<Bytes, ResponsePart> {
        let fits = |prefix: &str| {
            let rest = request.path().strip_prefix(prefix);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let fitting = self.0.iter().filter(|(prefix, _)| fits(prefix));
        match fitting.max_by_key(|(prefix, _)| prefix.len()) {
            Some((_, handler)) => handler(request),
            None => Answer::not_found().boxed(),
        }
    }
}
