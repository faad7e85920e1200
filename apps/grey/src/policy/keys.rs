use super::{Network, Rows, RowsError};
use siphasher::sip128::{Hasher128, SipHasher24};
use std::fmt::{self, Debug, Formatter};
use std::hash::Hasher;

/// What the keys of triplets begin with.
pub(super) const TRIPLET: u8 = b't';
/// What the keys of clients' networks begin with.
pub(super) const CLIENT: u8 = b'c';
/// What the keys of what is learned of providers begin with.
pub(super) const RETRIES: u8 = b'r';
/// What the keys begin with of whom an administrator has let through.
pub(super) const ALLOWED: u8 = b'a';
/// The key of the secret that addresses are hashed with.
const SECRET: &[u8] = b"msecret";

/// How many bytes of an address a key holds at most; a longer one is hashed, so that
/// no key is longer than 250 bytes.
const LONGEST: usize = 100;
/// What a hash in a key begins with: no address is that long.
pub(super) const HASHED: u8 = 255;

/// What addresses are hashed with: 16 random bytes, which stand in the same table as
/// the hashes.
///
/// It keeps who sees the table, or a copy of it without this row, from reading the
/// addresses; who has all of it can still try whether an address is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret(pub [u8; 16]);

impl Secret {
    /// One that nobody can guess.
    ///
    /// # Errors
    ///
    /// If the system has no random numbers.
    pub fn random() -> Result<Secret, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Secret(bytes))
    }

    /// The secret of a table; a new table takes `fresh` as its own.
    ///
    /// # Errors
    ///
    /// [`RowsError`] if the table is out of reach.
    pub fn of(rows: &mut dyn Rows, fresh: Secret) -> Result<Secret, RowsError> {
        let as_secret = |bytes: Vec<u8>| bytes.try_into().ok().map(Secret);
        if let Some(secret) = rows.peek(SECRET)?.and_then(as_secret) {
            return Ok(secret);
        }
        // Another program that shares the table may begin at the same moment: whoever has
        // the row first sets it for both.
        if let Some(secret) = rows.get(SECRET)?.and_then(as_secret) {
            return Ok(secret);
        }
        rows.put(SECRET, &fresh.0, u64::MAX)?;
        Ok(fresh)
    }

    pub(super) fn hash(&self, text: &str) -> [u8; 16] {
        let mut hasher = SipHasher24::new_with_key(&self.0);
        hasher.write(text.as_bytes());
        hasher.finish128().as_bytes()
    }
}

impl Debug for Secret {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The key of a client's network: `c` and the network.
pub(super) fn client(network: &Network) -> Vec<u8> {
    let mut key = vec![CLIENT];
    network.append(&mut key);
    key
}

/// The key of what is learned of a provider, and what it is known by there, from the
/// hash of its name: `r` and the number of one of so many places.
pub(super) fn retries(hash: &[u8; 16], places: u16) -> (Vec<u8>, [u8; 8]) {
    let [a, b, c, d, e, f, g, h, rest @ ..] = *hash;
    let place = u64::from_be_bytes(rest) % u64::from(places);
    let [.., high, low] = place.to_be_bytes();
    (vec![RETRIES, high, low], [a, b, c, d, e, f, g, h])
}

/// The key of a triplet: `t`, the client's network, the sender and the recipient.
///
/// A network is 4 or 6, its prefix, and the bytes that this covers. An address is its
/// length and its text; or 255 and its keyed hash of 16 bytes, where that is asked for,
/// or where it is longer than 100 bytes.
pub(super) fn triplet(
    network: &Network,
    sender: &str,
    recipient: &str,
    hash: bool,
    secret: impl FnOnce() -> Result<Secret, RowsError>,
) -> Result<Vec<u8>, RowsError> {
    let texts = [sender, recipient];
    let secret = match hash || texts.iter().any(|text| text.len() > LONGEST) {
        true => Some(secret()?),
        false => None,
    };
    let mut key = Vec::with_capacity(64);
    key.push(TRIPLET);
    network.append(&mut key);
    for text in texts {
        match (secret, u8::try_from(text.len())) {
            (Some(secret), _) if hash || text.len() > LONGEST => {
                key.push(HASHED);
                key.extend(secret.hash(text));
            }
            (_, length) => {
                key.push(length.unwrap_or(HASHED));
                key.extend(text.as_bytes());
            }
        }
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Prefixes;

    const SECRET: Secret = Secret([7; 16]);

    fn key(client: &str, sender: &str, hash: bool) -> Vec<u8> {
        let network = Prefixes::default().network(client.parse().expect("an address"));
        let key = triplet(&network, sender, "bob@b.example", hash, || Ok(SECRET));
        key.expect("there is a secret")
    }

    #[test]
    fn a_key_is_its_documented_bytes() {
        assert_eq!(
            key("192.0.2.77", "ann@a.example", false),
            b"t\x04\x18\xc0\x00\x02\x0dann@a.example\x0dbob@b.example",
        );
        let six = b"t\x06\x40\x20\x01\x0d\xb8\x00\x00\x00\x01\x00\x0dbob@b.example";
        assert_eq!(key("2001:db8:0:1::5", "", false), six);
        let network = Prefixes { v4: 20, v6: 64 }.network([192, 0, 47, 1].into());
        assert_eq!(client(&network), b"c\x04\x14\xc0\x00\x20");
    }

    #[test]
    fn what_is_hashed_has_one_length_and_needs_the_secret() {
        let hashed = key("192.0.2.77", "ann@a.example", true);
        assert_eq!(hashed.len(), 6 + 2 * 17);
        assert_eq!((hashed[6], hashed[23]), (HASHED, HASHED));
        assert_ne!(hashed, key("192.0.2.77", "eve@a.example", true));
        let other = Secret([8; 16]).hash("ann@a.example");
        assert_ne!(other, SECRET.hash("ann@a.example"));
        assert_eq!(format!("{SECRET:?}"), "Secret(..)");
    }

    #[test]
    fn only_what_is_long_is_hashed_unasked() {
        let key = key("192.0.2.77", &"x".repeat(101), false);
        assert_eq!(key.len(), 6 + 17 + 14);
        assert!(key.ends_with(b"\x0dbob@b.example"));
    }
}
