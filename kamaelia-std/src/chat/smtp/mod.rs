//! SMTP, as it is spoken between mail servers: RFC 5321, and the extensions that
//! [`Extensions`] lists.
//!
//! Both sides have one language. What a client wants of a server is an [`Ask`], and
//! what it is told is a [`Reply`]: the server side of a connection sends what its client
//! asks to whoever decides, and hands on what that one answers.

mod ask;
mod client;
mod command;
mod content;
mod decoder;
mod extensions;
mod flaw;
mod mailbox;
mod param;
mod params;
mod path;
mod reply;
mod reply_decoder;
mod server;
#[cfg(feature = "spf")]
pub mod spf;

pub use ask::{Ask, Caller, Hello, Mail, Recipient};
pub use client::{ClientTimes, SmtpClient, SmtpConnections, SmtpKeeper, SmtpTrouble};
pub use command::Command;
pub use content::Rules;
pub use decoder::{Decoder, Part};
pub use extensions::Extensions;
pub use flaw::Flaw;
pub use mailbox::{BadMailbox, Mailbox};
pub use param::{BadParam, Param};
pub use reply::{Reply, Status};
pub use reply_decoder::{BadReply, ReplyDecoder};
pub use server::{SmtpLimits, SmtpServer, SmtpTimes};
