//! Services: who is found by a name, and answers questions.

mod asking;
mod error;
mod find;
mod register;
mod request;
mod subscribe;
mod to_service;
mod value;

pub(crate) use error::says_stop;
pub use error::{RequestError, RequestFailed, ServiceError, ServiceRefused};
pub use register::{Registration, Service, Services};
pub use request::{Reply, Request};
pub use subscribe::{Subscribe, Subscription};
pub use to_service::ToService;
pub use value::Value;
