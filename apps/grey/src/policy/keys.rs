use super::{Network, Rows, RowsError};
use siphasher::sip128::{Hasher128, SipHasher24};
use std::fmt::{self, Debug, Formatter};
use std::hash::Hasher;

/// What the keys of triplets begin with.
pub(super) const TRIPLET: u8 = b't';
/// What the keys of clients' networks begin with.
pub(super) const CLIENT: u8 = b'c';
/// The key of the secret that addresses are hashed with.
const SECRET: &[u8] = b"msecret";

/// How many bytes of an address a key holds at most; a longer one is hashed, so that
/// no key is longer than 250 bytes.
const LONGEST: usize = 100;
/// What a hash in a key begins with: no address is that long.
const HASHED: u8 = 255;

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
        let stored = rows.get(SECRET)?;
        if let Some(bytes) = stored.and_then(|bytes| bytes.try_into().ok()) {
            return Ok(Secret(bytes));
        }
        rows.put(SECRET, &fresh.0, u64::MAX)?;
        Ok(fresh)
    }

    fn hash(&self, text: &str) -> [u8; 16] {
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
