//! The protocol in which Postfix asks for a decision: its SMTPD_POLICY_README.
//!
//! A request is lines of `name=value`, and an empty line; an answer is `action=…`, and
//! an empty line. One connection carries many requests, which are answered in their
//! order.
//!
//! ```text
//! /etc/postfix/main.cf:
//!     smtpd_recipient_restrictions = reject_unauth_destination,
//!         check_policy_service inet:127.0.0.1:10023
//!     smtpd_data_restrictions = check_policy_service inet:127.0.0.1:10023
//! ```
//!
//! On the same machine a Unix socket costs less, and its file says who may ask: with
//! `unix:/var/spool/postfix/private/grey` here it is `unix:private/grey` there, since
//! Postfix sees its queue as the root.
//!
//! At the recipients, all mail is judged but that of the null sender, which is judged at
//! the data. Whose server is listed at the recipients only says so by
//! [`NullSender::AtRecipient`](crate::policy::NullSender).
//!
//! # Limits
//!
//! A line has at most 4 KiB, a request 64 KiB and 200 lines. What is longer, or no
//! request, is a fault that ends the connection: Postfix defers the mail then, and asks
//! again on a new one.

mod answer;
mod bad_request;
mod decoder;
mod fuzz;
mod local;
mod policy_decoder;
mod policy_encoder;
mod request;
mod service;

pub use answer::answer;
pub use bad_request::{BadRequest, RequestProblem};
pub use decoder::Decoder;
pub use fuzz::fuzz;
pub use local::LocalService;
pub use policy_decoder::PolicyDecoder;
pub use policy_encoder::PolicyEncoder;
pub use request::PolicyRequest;
pub use service::policy_service;
