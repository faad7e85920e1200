use super::RequestProblem;
use super::decoder::{beginning, text};
use crate::policy::{Address, Name, Point, Question};
use std::net::IpAddr;

/// A request, as Postfix made it: what of it counts here. Attributes that are not known
/// are passed over, as the protocol asks for; of two with one name, the last counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyRequest {
    is_access_policy: bool,
    state: Option<Point>,
    client: Option<IpAddr>,
    client_name: String,
    helo: String,
    /// Whether one is named, which may be empty.
    names_sender: bool,
    sender: Option<Address>,
    names_recipient: bool,
    recipient: Option<Address>,
    instance: String,
    secured: bool,
    authenticated: bool,
}

impl PolicyRequest {
    /// Most of what Postfix says does not count, and is not read.
    pub(super) fn set(&mut self, name: &[u8], value: &[u8]) -> Result<(), RequestProblem> {
        let owned = || text(value).into_owned();
        match name {
            b"request" if value != b"smtpd_access_policy" => {
                return Err(wrong("request", &text(value), "`smtpd_access_policy`"));
            }
            b"request" => self.is_access_policy = true,
            b"protocol_state" => self.state = Some(point(&text(value))?),
            b"client_address" => self.client = Some(address(&text(value))?),
            b"client_name" => self.client_name = owned(),
            b"helo_name" => self.helo = owned(),
            b"sender" => (self.names_sender, self.sender) = (true, mailbox(value)),
            b"recipient" => (self.names_recipient, self.recipient) = (true, mailbox(value)),
            b"instance" => self.instance = owned(),
            b"encryption_protocol" => self.secured = !value.is_empty(),
            b"sasl_username" => self.authenticated = !value.is_empty(),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn check(&self) -> Result<(), RequestProblem> {
        let needed = [
            ("request", self.is_access_policy),
            ("protocol_state", self.state.is_some()),
            ("client_address", self.client.is_some()),
            ("sender", self.names_sender),
            ("recipient", self.names_recipient),
        ];
        match needed.into_iter().find(|(_, is_there)| !is_there) {
            Some((name, _)) => Err(RequestProblem::Missing { name }),
            None => Ok(()),
        }
    }

    /// What is asked. Postfix itself sees to it that nobody relays.
    ///
    /// It names no recipient at the data if there are several.
    #[must_use]
    pub fn question(self) -> Question {
        // "unknown" may also be a name that Postfix could not look up at the moment.
        let name = Some(self.client_name).filter(|name| !name.is_empty() && name != "unknown");
        Question {
            id: self.instance,
            trace: None,
            client: self.client.unwrap_or(IpAddr::from([0; 4])),
            helo: self.helo,
            name: name.map(|name| Name::Confirmed(vec![name])),
            sender: self.sender,
            recipients: self.recipient.into_iter().collect(),
            at: self.state.unwrap_or(Point::Elsewhere),
            secured: self.secured,
            authenticated: self.authenticated,
            relay_checked: true,
        }
    }
}

fn point(state: &str) -> Result<Point, RequestProblem> {
    match state {
        "RCPT" => Ok(Point::Recipient),
        "DATA" => Ok(Point::Data),
        "CONNECT" | "EHLO" | "HELO" | "MAIL" | "END-OF-MESSAGE" | "VRFY" | "ETRN" => {
            Ok(Point::Elsewhere)
        }
        _ => Err(wrong("protocol_state", state, "`RCPT` or `DATA`")),
    }
}

fn address(text: &str) -> Result<IpAddr, RequestProblem> {
    text.parse()
        .map_err(|_| wrong("client_address", text, "an IP address"))
}

/// `None` if it is empty.
fn mailbox(value: &[u8]) -> Option<Address> {
    (!value.is_empty()).then(|| Address::of(&text(value)))
}

fn wrong(name: &'static str, value: &str, expected: &'static str) -> RequestProblem {
    RequestProblem::Wrong {
        name,
        value: beginning(value),
        expected,
    }
}
