use crate::BadParameter;
use crate::bad_parameter::{at_least_one, span};
use std::time::Duration;

/// How much a client may ask of a server: see
/// [`SmtpServer::limits`](super::SmtpServer::limits).
///
/// ```
/// use kamaelia_std::chat::smtp::SmtpLimits;
///
/// let limits = SmtpLimits { recipients: 100, ..SmtpLimits::default() };
/// assert_eq!(limits.text_line, 1000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmtpLimits {
    /// How many bytes a command may have, with its CR LF, apart from what the extensions
    /// that are offered may add to it: 512 (RFC 5321 4.5.3.1.4).
    pub command_line: usize,
    /// How many bytes a line of a message may have, with its CR LF: 1000 (RFC 5321
    /// 4.5.3.1.6).
    pub text_line: usize,
    /// How many bytes a message may have: 64 MiB. Less where
    /// [`Extensions::size`](super::Extensions::size) says so.
    pub message: u64,
    /// How many recipients a message may have: 1000 (RFC 5321 4.5.3.1.8 asks for 100 at
    /// least).
    pub recipients: usize,
    /// How many commands may come without a message that is taken, apart from RCPTs that
    /// are: 1000.
    pub commands: usize,
    /// How many commands of a connection may be none at all: 20.
    pub bad_commands: usize,
}

impl Default for SmtpLimits {
    fn default() -> SmtpLimits {
        SmtpLimits {
            command_line: 512,
            text_line: 1000,
            message: 64 * 1024 * 1024,
            recipients: 1000,
            commands: 1000,
            bad_commands: 20,
        }
    }
}

impl SmtpLimits {
    pub(super) fn check(&self) -> Result<(), BadParameter> {
        at_least_one("limits.command_line", self.command_line)?;
        at_least_one("limits.text_line", self.text_line)?;
        at_least_one(
            "limits.message",
            usize::try_from(self.message).unwrap_or(usize::MAX),
        )?;
        at_least_one("limits.recipients", self.recipients)?;
        at_least_one("limits.commands", self.commands)?;
        at_least_one("limits.bad_commands", self.bad_commands)?;
        Ok(())
    }
}

/// How long a client may take: see [`SmtpServer::times`](super::SmtpServer::times).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmtpTimes {
    /// For its next command, all of it: 5 minutes (RFC 5321 4.5.3.2.7).
    pub command: Duration,
    /// For the next piece of a message: 3 minutes (RFC 5321 4.5.3.2.5).
    pub block: Duration,
    /// For a whole message: one hour.
    pub message: Duration,
}

impl Default for SmtpTimes {
    fn default() -> SmtpTimes {
        let minute = Duration::from_secs(60);
        SmtpTimes {
            command: 5 * minute,
            block: 3 * minute,
            message: 60 * minute,
        }
    }
}

impl SmtpTimes {
    pub(super) fn check(&self) -> Result<(), BadParameter> {
        span("times.command", self.command)?;
        span("times.block", self.block)?;
        span("times.message", self.message)?;
        Ok(())
    }
}
