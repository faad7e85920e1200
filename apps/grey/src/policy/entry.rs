use super::{Allowed, Network, Row, keys};
use std::fmt::{self, Display, Formatter};

/// What is remembered of somebody: an entry of the table, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// Of whom.
    pub about: About,
    /// What.
    pub row: Row,
}

/// Whom an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A triplet.
    Triplet {
        /// The network of the client.
        network: Network,
        /// The sender, as it is remembered.
        sender: Text,
        /// The recipient, as it is remembered.
        recipient: Text,
    },
    /// A network of clients.
    Client(Network),
    /// Whom an administrator has let through.
    Allowed(Allowed),
}

/// An address of mail, as it is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// As it is.
    Plain(String),
    /// As a hash.
    Hashed([u8; 16]),
}

impl Remembered {
    /// What an entry of the table says, if it is of a policy and about somebody.
    #[must_use]
    pub fn decode(key: &[u8], row: &[u8]) -> Option<Remembered> {
        let about = About::decode(key)?;
        let row = Row::decode(row)?;
        Some(Remembered { about, row })
    }
}

impl About {
    /// Whom a key stands for.
    #[must_use]
    pub fn decode(key: &[u8]) -> Option<About> {
        let (&kind, rest) = key.split_first()?;
        match kind {
            keys::ALLOWED => Allowed::of_key(rest).map(About::Allowed),
            keys::CLIENT => match Network::read(rest)? {
                (network, []) => Some(About::Client(network)),
                _ => None,
            },
            keys::TRIPLET => {
                let (network, rest) = Network::read(rest)?;
                let (sender, rest) = Text::read(rest)?;
                let (recipient, rest) = Text::read(rest)?;
                rest.is_empty().then_some(About::Triplet {
                    network,
                    sender,
                    recipient,
                })
            }
            _ => None,
        }
    }

    /// What the keys of triplets begin with.
    pub const TRIPLETS: &[u8] = &[keys::TRIPLET];
    /// What the keys of clients' networks begin with.
    pub const CLIENTS: &[u8] = &[keys::CLIENT];
    /// What the keys begin with of whom an administrator has let through.
    pub const ALLOWED: &[u8] = &[keys::ALLOWED];

    /// The network of clients, if it is about one or about a triplet.
    #[must_use]
    pub fn network(&self) -> Option<&Network> {
        match self {
            About::Triplet { network, .. } | About::Client(network) => Some(network),
            About::Allowed(_) => None,
        }
    }
}

impl Text {
    fn read(bytes: &[u8]) -> Option<(Text, &[u8])> {
        let (&length, bytes) = bytes.split_first()?;
        if length == keys::HASHED {
            let (hash, rest) = bytes.split_first_chunk()?;
            return Some((Text::Hashed(*hash), rest));
        }
        let (text, rest) = bytes.split_at_checked(length.into())?;
        let text = str::from_utf8(text).ok()?.to_owned();
        Some((Text::Plain(text), rest))
    }
}

/// `#` and the hash, for one that is hashed.
impl Display for Text {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Text::Plain(text) => f.write_str(text),
            Text::Hashed(hash) => {
                f.write_str("#")?;
                hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Prefixes, Secret};

    #[track_caller]
    fn check(client: &str, texts: [&str; 2], hash: bool, said: [&str; 2]) {
        let client = client.parse().expect("an address");
        let network = Prefixes::default().network(client);
        let secret = || Ok(Secret([7; 16]));
        let key = keys::triplet(&network, texts[0], texts[1], hash, secret);
        let about = About::decode(&key.expect("there is a secret"));
        let Some(About::Triplet {
            network: read,
            sender,
            recipient,
        }) = about
        else {
            panic!("{about:?}");
        };
        assert_eq!(read, network);
        let read = [sender.to_string(), recipient.to_string()];
        for (read, said) in read.iter().zip(said) {
            assert!(read.starts_with(said), "{read}");
        }
    }

    #[test]
    fn a_key_is_read_as_it_was_written() {
        let texts = ["ann@a.example", "bob@b.example"];
        check("192.0.2.77", texts, false, texts);
        check("2001:db8::1", ["", "bob@b.example"], false, ["", "bob@"]);
        check("192.0.2.77", texts, true, ["#", "#"]);
        check("192.0.2.77", [&"x".repeat(101), "b"], false, ["#", "b"]);
        let network = Prefixes { v4: 20, v6: 64 }.network([192, 0, 47, 1].into());
        let client = keys::client(&network);
        assert_eq!(About::decode(&client), Some(About::Client(network)));
        for text in ["192.0.2.0/25", "2001:db8::7", "ann@a.example", ".a.example"] {
            let allowed: Allowed = text.parse().expect("somebody");
            let read = About::decode(&allowed.key());
            assert_eq!(read, Some(About::Allowed(allowed)));
        }
    }

    #[test]
    fn what_is_no_key_is_nobody() {
        for key in [
            &b""[..],
            b"msecret",
            b"t",
            b"t\x04\x18\xc0\x00",
            b"t\x04\x18\xc0\x00\x02\x0dann@",
            b"t\x04\x18\xc0\x00\x02\x01a\x01b\x01c",
            b"t\x04\x18\xc0\x00\x02\xff\x01\x01b",
            b"c\x04\x21\xc0\x00\x02\x01\x01",
            b"c\x07\x08\xc0",
            b"ax",
            b"as\xff",
        ] {
            assert_eq!(About::decode(key), None, "{key:?}");
        }
    }
}
