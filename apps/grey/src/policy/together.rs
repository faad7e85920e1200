use super::{Address, AddressPattern, DomainPattern, Network, Question};
use std::str::FromStr;

/// Several things that have to hold of a message at once: which client, what it calls
/// itself, the sender, the recipients. What is left out may be anything.
///
/// ```
/// use grey::policy::Together;
///
/// # fn main() -> Result<(), String> {
/// let triplet = "client=192.0.2.0/24 sender=ann@a.example recipient=bob@b.example";
/// let _: Together = triplet.parse()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Together {
    client: Option<Network>,
    helo: Option<DomainPattern>,
    sender: Option<Sender>,
    recipient: Option<AddressPattern>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Sender {
    Null,
    Some(AddressPattern),
}

impl Sender {
    fn is(&self, sender: Option<&Address>) -> bool {
        match (self, sender) {
            (Sender::Null, None) => true,
            (Sender::Some(pattern), Some(sender)) => pattern.matches(sender),
            _ => false,
        }
    }
}

impl Together {
    /// Whether all of it holds, and the recipient of every recipient.
    pub(super) fn holds(&self, question: &Question) -> bool {
        let recipients = &question.recipients;
        self.client
            .is_none_or(|network| network.contains(question.client))
            && self
                .helo
                .as_ref()
                .is_none_or(|helo| helo.matches(&question.helo))
            && self
                .sender
                .as_ref()
                .is_none_or(|sender| sender.is(question.sender.as_ref()))
            && self.recipient.as_ref().is_none_or(|pattern| {
                !recipients.is_empty() && recipients.iter().all(|it| pattern.matches(it))
            })
    }
}

impl FromStr for Together {
    type Err = String;

    fn from_str(text: &str) -> Result<Together, String> {
        let mut together = Together::default();
        for word in text.split_whitespace() {
            together.add(word)?;
        }
        match together == Together::default() {
            true => Err(format!("`{text}` would be everybody; {EXPECTED}")),
            false => Ok(together),
        }
    }
}

const EXPECTED: &str = "write one or more of `client=192.0.2.0/24`, `helo=mail.example.org`, \
                        `sender=ann@example.org` and `recipient=bob@example.org`";

impl Together {
    fn add(&mut self, word: &str) -> Result<(), String> {
        fn parse<T: FromStr<Err: ToString>>(text: &str) -> Result<Option<T>, String> {
            text.parse()
                .map(Some)
                .map_err(|error: T::Err| error.to_string())
        }
        match word.split_once('=') {
            Some(("client", text)) if self.client.is_none() => self.client = parse(text)?,
            Some(("helo", text)) if self.helo.is_none() => self.helo = parse(text)?,
            Some(("sender", "<>")) if self.sender.is_none() => self.sender = Some(Sender::Null),
            Some(("sender", text)) if self.sender.is_none() => {
                self.sender = parse(text)?.map(Sender::Some);
            }
            Some(("recipient", text)) if self.recipient.is_none() => {
                self.recipient = parse(text)?;
            }
            Some(("client" | "helo" | "sender" | "recipient", _)) => {
                return Err(format!("`{word}` is said twice; leave one of them out"));
            }
            _ => return Err(format!("`{word}` says nothing of a message; {EXPECTED}")),
        }
        Ok(())
    }
}
