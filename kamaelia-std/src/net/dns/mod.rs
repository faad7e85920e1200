//! The domain name system: [`Resolver`] answers questions about names and addresses.
//!
//! The work is done by `hickory-resolver`: the C library, and what its configuration
//! says about names, has no part in it.

mod answer;
mod bad_configuration;
mod error;
mod lookup;
mod question;
mod resolver;

pub use answer::{DnsAnswer, Exchange};
pub use bad_configuration::BadDnsConfiguration;
pub use error::{DnsError, DnsProblem};
pub use question::DnsQuestion;
pub use resolver::Resolver;

/// A question to a [`Resolver`], and the way for its answer.
pub type DnsRequest = kamaelia::Request<DnsQuestion, Result<DnsAnswer, DnsError>>;
