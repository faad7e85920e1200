use super::greylist::after;
use super::remember::{store, stored};
use super::row::seconds;
use super::{Address, Network, Policy, Row, Rows, RowsError, keys};
use std::net::IpAddr;
use std::time::SystemTime;

/// Something that another program has remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// A triplet.
    Triplet {
        /// The client, or its network's first address.
        client: IpAddr,
        /// The sender; none for the null sender.
        sender: Option<Address>,
        /// The recipient.
        recipient: Address,
        /// When it was seen for the first time.
        first: SystemTime,
        /// When it was seen last.
        last: SystemTime,
        /// Whether it has passed.
        has_passed: bool,
    },
    /// A client that came back so often.
    Client {
        /// The client.
        client: IpAddr,
        /// How often.
        passes: u16,
        /// When it was seen last.
        last: SystemTime,
    },
}

/// What has become of something that another program has remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adopted {
    /// It is remembered now.
    Taken,
    /// What was remembered here already is newer, or says more.
    Known,
    /// It is of no use any more, or says that it was seen in the future.
    Over,
    /// Clients are not trusted here.
    Untrusted,
}

impl Policy {
    /// Remembers what another program has remembered, as if it had been seen here.
    ///
    /// # Errors
    ///
    /// [`RowsError`] if the rows are out of reach.
    pub fn adopt(
        &self,
        remembered: &Imported,
        rows: &mut dyn Rows,
        now: SystemTime,
    ) -> Result<Adopted, RowsError> {
        let now = seconds(now);
        match remembered {
            Imported::Triplet {
                client,
                sender,
                recipient,
                first,
                last,
                has_passed,
            } => {
                let network = self.settings.prefixes.network(*client);
                let key = self.triplet(&network, sender.as_ref(), recipient, rows)?;
                let (first, last) = (seconds(*first), seconds(*last));
                let row = self.settings.machine.adopted(first, last, *has_passed);
                adopt(rows, &key, row, now)
            }
            Imported::Client {
                client,
                passes,
                last,
            } => {
                let network = self.settings.prefixes.network(*client);
                self.adopt_client(&network, *passes, seconds(*last), rows, now)
            }
        }
    }

    fn adopt_client(
        &self,
        network: &Network,
        passes: u16,
        last: u32,
        rows: &mut dyn Rows,
        now: u32,
    ) -> Result<Adopted, RowsError> {
        let clients = self.settings.clients;
        if clients.passes == 0 {
            return Ok(Adopted::Untrusted);
        }
        let row = Row {
            // The last second still counts.
            expires: after(last, clients.life).saturating_add(1),
            first: last,
            last,
            passes,
        };
        adopt(rows, &keys::client(network), row, now)
    }
}

fn adopt(rows: &mut dyn Rows, key: &[u8], row: Row, now: u32) -> Result<Adopted, RowsError> {
    if !row.holds(now) || row.first > now || row.last > now {
        return Ok(Adopted::Over);
    }
    let known = stored(rows, key)?.filter(|known| known.holds(now));
    // One that waits here is judged by its own first attempt.
    let says_more = |known: Row| match (known.passes, row.passes) {
        (0, 0) => true,
        (known_passes, passes) if known_passes == passes => known.last >= row.last,
        (known_passes, passes) => known_passes > passes,
    };
    if known.is_some_and(says_more) {
        return Ok(Adopted::Known);
    }
    // Neighbours in one network count as one: the one that was seen last.
    let row = match known {
        Some(known) if known.passes > 0 => Row {
            first: known.first.min(row.first),
            last: known.last.max(row.last),
            expires: known.expires.max(row.expires),
            ..row
        },
        _ => row,
    };
    store(rows, key, Some(row))?;
    Ok(Adopted::Taken)
}
