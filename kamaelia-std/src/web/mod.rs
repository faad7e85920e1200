//! The web: a server whose requests are answered by components.
//!
//! | In the original | Here |
//! |---|---|
//! | `HTTPServer` with `HTTPParser` and `HTTPRequestHandler` | [`HttpServer`], which speaks HTTP/1.1 |
//! | a handler's factory, by the prefix of the path | [`Routes`] |
//! | `ErrorPageHandler` | [`Answer`] |

mod answer;
mod exchange;
mod request;
mod response;
mod routes;
mod server;
mod session;

pub use answer::Answer;
pub use exchange::{BadAnswer, BadBody};
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
pub use request::HttpRequest;
pub use response::{ResponseHead, ResponsePart};
pub use routes::Routes;
pub use server::HttpServer;
