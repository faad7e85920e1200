use super::pattern::plain;
use super::{About, Address, Allowed, Network, Question, Remembered, Row};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// Whom an administrator has let through, as it was read last. Clones are the same.
///
/// It is in memory, since every decision looks at it, and is read again when it
/// [is due](Allowing::is_due): other programs may share the store.
#[derive(Clone, Debug, Default)]
pub struct Allowing(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    list: Arc<List>,
    read: Option<SystemTime>,
}

/// Entries, and of which kinds there are some.
#[derive(Debug, Default)]
struct List {
    entries: HashMap<Allowed, Row>,
    kinds: Kinds,
}

impl Allowing {
    /// How many entries there may be.
    pub const MOST: usize = 10_000;

    /// How long what was read holds.
    const EVERY: Duration = Duration::from_secs(10);

    /// Whether it has to be read now; who asks first is who reads it.
    #[must_use]
    pub fn is_due(&self, now: SystemTime) -> bool {
        let mut state = self.lock();
        let age = state.read.map(|read| now.duration_since(read));
        let is_fresh = matches!(age, Some(Ok(age)) if age < Allowing::EVERY);
        if !is_fresh {
            state.read = Some(now);
        }
        !is_fresh
    }

    /// Takes what was read: all entries of the kind.
    pub fn set(&self, entries: impl IntoIterator<Item = Remembered>) {
        let mut list = List::default();
        for Remembered { about, row } in entries {
            if let About::Allowed(allowed) = about {
                list.kinds.add(&allowed);
                list.entries.insert(allowed, row);
            }
        }
        self.lock().list = Arc::new(list);
    }

    /// Whether there is room for an entry.
    #[must_use]
    pub fn has_room(&self, allowed: &Allowed) -> bool {
        let entries = &self.lock().list.entries;
        entries.len() < Allowing::MOST || entries.contains_key(allowed)
    }

    /// The entry by which a question passes, if there is one.
    pub(super) fn find(&self, question: &Question, now: u32) -> Option<(Allowed, Row)> {
        let list = self.lock().list.clone();
        if list.entries.is_empty() {
            return None;
        }
        let networks = list.kinds.networks(question.client).map(Allowed::Network);
        let senders = question.sender.iter();
        let senders = senders.flat_map(|sender| list.kinds.senders(sender));
        let mut all = networks.chain(senders.map(Allowed::Sender));
        all.find_map(|allowed| {
            let row = *list.entries.get(&allowed)?;
            row.holds(now).then_some((allowed, row))
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // What stands there is whole whoever has put it there.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Of which kinds there are entries, so that nothing else is looked for.
#[derive(Clone, Copy, Debug, Default)]
struct Kinds {
    /// A bit for each length of a prefix, the lowest for 1.
    v4: u32,
    v6: u128,
    addresses: bool,
    domains: bool,
    /// Domains with those below.
    below: bool,
}

impl Kinds {
    fn add(&mut self, allowed: &Allowed) {
        match allowed {
            Allowed::Network(network) => {
                let place = u32::from(network.prefix()).saturating_sub(1);
                match network.is_v4() {
                    true => self.v4 |= 1_u32.wrapping_shl(place),
                    false => self.v6 |= 1_u128.wrapping_shl(place),
                }
            }
            Allowed::Sender(sender) if sender.contains('@') => self.addresses = true,
            Allowed::Sender(sender) if sender.starts_with('.') => self.below = true,
            Allowed::Sender(_) => self.domains = true,
        }
    }

    /// The networks that a client is in, the smallest first.
    fn networks(self, client: IpAddr) -> impl Iterator<Item = Network> {
        let client = client.to_canonical();
        let bits = match client {
            IpAddr::V4(_) => self.v4.into(),
            IpAddr::V6(_) => self.v6,
        };
        (0..128_u8)
            .rev()
            .filter(move |place| bits & (1 << place) != 0)
            .map(move |place| Network::around(client, place + 1))
    }

    /// What a sender may be called by.
    fn senders(self, sender: &Address) -> Vec<String> {
        let mut names = Vec::new();
        let (local, domain) = (sender.local.to_lowercase(), plain(&sender.domain));
        if domain.is_empty() {
            return names;
        }
        if self.addresses {
            names.push(format!("{local}@{domain}"));
            if let Some((name, _)) = local.split_once('+') {
                names.push(format!("{name}@{domain}"));
            }
        }
        if self.domains {
            names.push(domain.clone());
        }
        if self.below {
            names.push(format!(".{domain}"));
            let dots = domain.match_indices('.');
            names.extend(dots.filter_map(|(dot, _)| domain.get(dot..).map(str::to_owned)));
        }
        names
    }
}
