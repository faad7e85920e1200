use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts who is here, so that no address takes all the places. Clones count together.
#[derive(Clone, Debug)]
pub struct Doorkeeper(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    limit: AtomicUsize,
    here: Mutex<HashMap<IpAddr, usize>>,
    let_in: AtomicU64,
    turned_away: AtomicU64,
}

impl Doorkeeper {
    /// Lets in so many at a time from each address of IPv4, and from each network of 64
    /// bits of IPv6.
    #[must_use]
    pub fn new(limit: usize) -> Doorkeeper {
        let here = Mutex::default();
        Doorkeeper(Arc::new(Inside {
            limit: AtomicUsize::new(limit),
            here,
            let_in: AtomicU64::new(0),
            turned_away: AtomicU64::new(0),
        }))
    }

    /// Lets in so many from now on. Who is here already stays.
    pub fn limit(&self, limit: usize) {
        self.0.limit.store(limit, Ordering::Relaxed);
    }

    /// Lets in one more from this address, if there is room for it.
    #[must_use]
    pub fn let_in(&self, from: IpAddr) -> Option<Pass> {
        let from = place(from);
        let mut here = self.here();
        let count = here.entry(from).or_default();
        if *count >= self.0.limit.load(Ordering::Relaxed) {
            self.0.turned_away.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        *count += 1;
        self.0.let_in.fetch_add(1, Ordering::Relaxed);
        let doorkeeper = self.clone();
        Some(Pass { doorkeeper, from })
    }

    /// How many are here.
    #[must_use]
    pub fn count(&self) -> usize {
        self.here().values().sum()
    }

    /// How many were let in so far.
    #[must_use]
    pub fn let_in_so_far(&self) -> u64 {
        self.0.let_in.load(Ordering::Relaxed)
    }

    /// How many were turned away, as there was no room for them.
    #[must_use]
    pub fn turned_away(&self) -> u64 {
        self.0.turned_away.load(Ordering::Relaxed)
    }

    fn here(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        // Nothing else runs while it is held, so a poisoned one is whole.
        self.0.here.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What counts as one address, however it is written: whoever has one of IPv6 has all of
/// its network.
fn place(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(six) => Ipv6Addr::from_bits(six.to_bits() >> 64 << 64).into(),
        four => four,
    }
}

/// A place that is taken, until this is dropped.
#[derive(Debug)]
pub struct Pass {
    doorkeeper: Doorkeeper,
    from: IpAddr,
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Entry::Occupied(mut entry) = self.doorkeeper.here().entry(self.from) {
            *entry.get_mut() -= 1;
            if *entry.get() == 0 {
                entry.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_so_many_places_and_no_more() {
        let doorkeeper = Doorkeeper::new(2);
        let (one, other) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        let first = doorkeeper.let_in(one).expect("there is room");
        let _second = doorkeeper.let_in(one).expect("there is room");
        assert!(doorkeeper.let_in(one).is_none());
        assert!(doorkeeper.let_in(other).is_some());
        drop(first);
        assert!(doorkeeper.let_in(one).is_some());
    }

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        let doorkeeper = Doorkeeper::new(1);
        let mapped = "::ffff:192.0.2.1".parse().expect("an address");
        let _pass = doorkeeper.let_in([192, 0, 2, 1].into());
        assert!(doorkeeper.let_in(mapped).is_none());
    }

    #[test]
    fn who_has_many_addresses_of_one_network_has_one_place() {
        let doorkeeper = Doorkeeper::new(1);
        let address = |text: &str| text.parse().expect("an address");
        let _pass = doorkeeper.let_in(address("2001:db8::1"));
        assert!(doorkeeper.let_in(address("2001:db8::2:3:4")).is_none());
        assert!(doorkeeper.let_in(address("2001:db8:0:1::1")).is_some());
    }

    #[test]
    fn who_is_here_stays_when_the_limit_falls_and_counts() {
        let doorkeeper = Doorkeeper::new(2);
        let one = [192, 0, 2, 1].into();
        let first = doorkeeper.let_in(one).expect("there is room");
        let second = doorkeeper.let_in(one).expect("there is room");
        doorkeeper.limit(1);
        drop(first);
        assert!(doorkeeper.let_in(one).is_none());
        drop(second);
        assert!(doorkeeper.let_in(one).is_some());
    }

    #[test]
    fn who_has_gone_is_not_remembered() {
        let doorkeeper = Doorkeeper::new(1);
        drop(doorkeeper.let_in([192, 0, 2, 1].into()));
        assert!(doorkeeper.here().is_empty());
    }
}
