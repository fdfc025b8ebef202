//! Quotas: how many connections, or streams, there may be at once, in all and of one client; and how often one may do what.

mod client_address;
mod rate_limit;

pub use client_address::ClientAddress;
pub use rate_limit::RateLimit;

use std::{
    collections::{HashMap, hash_map::Entry},
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Why there is no permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Full {
    /// As many are taken as there are.
    #[error("all permits are taken")]
    InAll,
    /// One client has taken as many as it may.
    #[error("one client has taken all its permits")]
    Client,
}

/// Permits that are taken and given back.
#[derive(Debug)]
pub struct Quota {
    most: usize,
    most_of_one: Option<NonZeroUsize>,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    in_all: usize,
    /// Those who have a permit, so it never knows more clients than there are permits.
    by_client: HashMap<ClientAddress, usize>,
}

/// A permit that is given back when it goes. It is as small as can be, since every viewer has one.
#[derive(Debug)]
pub struct Permit {
    of: Arc<Quota>,
    client: Option<ClientAddress>,
}

/// Some permits together, such as bytes of memory.
#[derive(Debug)]
pub struct Share {
    of: Arc<Quota>,
    client: Option<ClientAddress>,
    amount: usize,
}

impl Quota {
    /// So many permits, of which one client may take `most_of_one`, or all if that is none.
    pub fn new(most: usize, most_of_one: Option<NonZeroUsize>) -> Arc<Self> {
        Arc::new(Self { most, most_of_one, taken: Mutex::default() })
    }

    /// Takes a permit; for a client that is not to be counted, only one of all.
    ///
    /// # Errors
    /// [`Full`] when there is none.
    pub fn take(self: &Arc<Self>, client: Option<ClientAddress>) -> Result<Permit, Full> {
        let client = self.reserve(client, 1)?;
        Ok(Permit { of: Arc::clone(self), client })
    }

    /// Takes so many at once, or none of them.
    ///
    /// # Errors
    /// [`Full`] when there are fewer.
    pub fn take_share(self: &Arc<Self>, client: Option<ClientAddress>, amount: usize) -> Result<Share, Full> {
        let client = self.reserve(client, amount)?;
        Ok(Share { of: Arc::clone(self), client, amount })
    }

    /// Answers who has to give them back.
    fn reserve(&self, client: Option<ClientAddress>, amount: usize) -> Result<Option<ClientAddress>, Full> {
        let client = client.filter(|_| self.most_of_one.is_some());
        let mut taken = self.lock();
        if self.most.saturating_sub(taken.in_all) < amount {
            return Err(Full::InAll);
        }
        if let (Some(client), Some(most)) = (client, self.most_of_one) {
            let of_one = taken.by_client.get(&client).copied().unwrap_or_default();
            if most.get().saturating_sub(of_one) < amount {
                return Err(Full::Client);
            }
            taken.by_client.insert(client, of_one + amount);
        }
        taken.in_all += amount;
        Ok(client)
    }

    fn give_back(&self, client: Option<ClientAddress>, amount: usize) {
        let mut taken = self.lock();
        taken.in_all -= amount;
        if let Some(client) = client
            && let Entry::Occupied(mut of_one) = taken.by_client.entry(client)
        {
            *of_one.get_mut() -= amount;
            if *of_one.get() == 0 {
                of_one.remove();
            }
        }
    }

    /// How many are taken.
    pub fn taken(&self) -> usize {
        self.lock().in_all
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        // Nothing is done under the lock that could panic.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.of.give_back(self.client, 1);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.of.give_back(self.client, self.amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(text: &str) -> Option<ClientAddress> {
        Some(ClientAddress::from(text.parse::<std::net::IpAddr>().unwrap()))
    }

    #[test]
    fn a_permit_is_taken_and_given_back() {
        let quota = Quota::new(3, NonZeroUsize::new(2));
        let (ann, bob) = (client("192.0.2.1"), client("192.0.2.2"));
        let first = quota.take(ann).unwrap();
        let _second = quota.take(ann).unwrap();
        assert_eq!(quota.take(ann).unwrap_err(), Full::Client);
        let third = quota.take(bob).unwrap();
        assert_eq!(quota.take(bob).unwrap_err(), Full::InAll);
        assert_eq!(quota.take(None).unwrap_err(), Full::InAll);
        drop(first);
        assert!(quota.take(ann).is_ok());
        drop(third);
        assert_eq!((quota.taken(), quota.lock().by_client.len()), (1, 1), "who has none is forgotten");
    }

    #[test]
    fn who_is_not_counted_may_take_all() {
        let quota = Quota::new(3, NonZeroUsize::new(1));
        let _all = [None, None, None].map(|client| quota.take(client).unwrap());
        assert!(quota.lock().by_client.is_empty());
        let quota = Quota::new(3, None);
        let _all = [0; 3].map(|_| quota.take(client("192.0.2.1")).unwrap());
        assert!(quota.lock().by_client.is_empty());
    }

    #[test]
    fn several_are_taken_together_or_not_at_all() {
        let quota = Quota::new(100, NonZeroUsize::new(60));
        let (ann, bob) = (client("192.0.2.1"), client("192.0.2.2"));
        let first = quota.take_share(ann, 50).unwrap();
        assert_eq!(quota.take_share(ann, 11).unwrap_err(), Full::Client);
        assert_eq!(quota.take_share(bob, 51).unwrap_err(), Full::InAll);
        assert_eq!(quota.take_share(bob, usize::MAX).unwrap_err(), Full::InAll);
        let second = quota.take_share(ann, 10).unwrap();
        drop(first);
        assert_eq!(quota.taken(), 10);
        drop(second);
        assert_eq!((quota.taken(), quota.lock().by_client.len()), (0, 0));
    }

    #[test]
    fn a_permit_is_small() {
        assert_eq!(size_of::<Permit>(), 16);
        assert_eq!(size_of::<Option<Permit>>(), 16);
    }
}
