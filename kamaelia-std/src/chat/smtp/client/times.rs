use crate::BadParameter;
use crate::bad_parameter::span;
use std::time::Duration;

/// How long a server may take for what an [`SmtpClient`](super::SmtpClient) waits for.
/// The defaults are those of RFC 5321 4.5.3.2, where there are some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientTimes {
    /// To answer the call: 30 seconds.
    pub connect: Duration,
    /// For its banner: 5 minutes.
    pub banner: Duration,
    /// For its reply to EHLO, MAIL, RCPT and others: 5 minutes each.
    pub command: Duration,
    /// For its reply to DATA: 2 minutes.
    pub data: Duration,
    /// To take something of what is written to it: 3 minutes.
    pub block: Duration,
    /// For its reply to a whole message: 10 minutes.
    pub end: Duration,
    /// For its reply to QUIT, which nobody needs: one second.
    pub quit: Duration,
}

impl Default for ClientTimes {
    fn default() -> ClientTimes {
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        ClientTimes {
            connect: Duration::from_secs(30),
            banner: minutes(5),
            command: minutes(5),
            data: minutes(2),
            block: minutes(3),
            end: minutes(10),
            quit: Duration::from_secs(1),
        }
    }
}

impl ClientTimes {
    pub(super) fn checked(self) -> Result<ClientTimes, BadParameter> {
        Ok(ClientTimes {
            connect: span("times.connect", self.connect)?,
            banner: span("times.banner", self.banner)?,
            command: span("times.command", self.command)?,
            data: span("times.data", self.data)?,
            block: span("times.block", self.block)?,
            end: span("times.end", self.end)?,
            quit: span("times.quit", self.quit)?,
        })
    }
}
