//! The components whose ends move: [`Writer`] and [`Reader`].

use crate::parcel::{Book, Parcel};
use crate::places::{Guests, Place, Work, work_at};
use fastrand::Rng;
use futures::FutureExt;
use kamaelia::prelude::*;
use kamaelia::{Closed, TryRecvError, TrySendError};

/// Where an end goes in turn, and how many messages it sends or receives at
/// each place.
pub(crate) type Legs = Vec<(Place, u64)>;

/// What a component does with its end.
#[derive(Clone)]
pub(crate) struct Trip {
    pub(crate) legs: Legs,
    /// Which of the writers, or of the readers, it is.
    pub(crate) index: usize,
    /// How many messages it sends or receives before it ends.
    pub(crate) limit: u64,
    /// Chooses among all ways to send or receive; without, it is always the
    /// plain one.
    pub(crate) chance: Option<Rng>,
    pub(crate) guests: Guests,
    pub(crate) book: Book,
}

impl Trip {
    /// As a guest of this host, at home, for as long as there are messages.
    pub(crate) fn new(book: &Book, guests: Guests) -> Trip {
        Trip {
            legs: vec![(Place::Home, u64::MAX)],
            index: 0,
            limit: u64::MAX,
            chance: None,
            guests,
            book: book.clone(),
        }
    }

    /// One of so many ways.
    fn way(&mut self, ways: u8) -> u8 {
        self.chance.as_mut().map_or(0, |chance| chance.u8(0..ways))
    }
}

/// Sends parcels, at one place after another.
#[derive(Component)]
pub(crate) struct Writer {
    #[outbox]
    outbox: Outbox<Parcel>,
    trip: Trip,
}

impl Main for Writer {
    async fn main(self) -> Outcome {
        let (legs, guests) = (self.trip.legs.clone(), self.trip.guests.clone());
        let mut out = Out::new(self.outbox, self.trip);
        for (place, count) in legs.into_iter().cycle() {
            out = work_at(place, out, count, &guests).await;
            if out.over {
                break;
            }
        }
        Ok(())
    }
}

/// The writing end, with what is to be done at it.
pub(crate) struct Out {
    outbox: Outbox<Parcel>,
    trip: Trip,
    next: u64,
    pub(crate) over: bool,
}

impl Out {
    pub(crate) fn new(outbox: Outbox<Parcel>, trip: Trip) -> Out {
        Out {
            outbox,
            trip,
            next: 0,
            over: false,
        }
    }

    /// The next parcel, unless all were sent.
    fn next(&mut self) -> Option<Parcel> {
        let more = self.next < self.trip.limit && !self.over;
        let parcel = more.then(|| self.trip.book.parcel(self.trip.index, self.next));
        self.next += 1;
        self.over = !more;
        parcel
    }

    async fn send(&mut self, parcel: Parcel) -> Result<(), Closed> {
        let outbox = &mut self.outbox;
        match self.trip.way(6) {
            0 => outbox.send(parcel).await?,
            1 => outbox.reserve().await?.send(parcel),
            2 => {
                drop(outbox.reserve().await?);
                outbox.send(parcel).await?;
            }
            3 => {
                // The wait, or the slot, is given up.
                drop(outbox.reserve().now_or_never());
                outbox.send(parcel).await?;
            }
            4 => match outbox.try_send(parcel) {
                Ok(()) => {}
                Err(TrySendError::Full(parcel)) => outbox.send(parcel).await?,
                Err(TrySendError::Closed(_)) => return Err(Closed),
            },
            _ => outbox.send_all([parcel]).await?,
        }
        Ok(())
    }

    fn note(&mut self, sent: Result<(), Closed>) {
        match sent {
            Ok(()) => self.trip.book.sent(self.trip.index),
            Err(Closed) => self.over = true,
        }
    }
}

impl Work for Out {
    async fn work(mut self, count: u64) -> Out {
        for _ in 0..count {
            let Some(parcel) = self.next() else { break };
            let sent = self.send(parcel).await;
            self.note(sent);
        }
        self
    }

    fn work_blocking(mut self, count: u64) -> Out {
        for _ in 0..count {
            let Some(parcel) = self.next() else { break };
            let sent = self.outbox.send_blocking(parcel);
            self.note(sent);
        }
        self
    }
}

/// Receives parcels, at one place after another.
#[derive(Component)]
pub(crate) struct Reader {
    #[inbox]
    inbox: Inbox<Parcel>,
    trip: Trip,
}

impl Main for Reader {
    async fn main(self) -> Outcome {
        let (legs, guests) = (self.trip.legs.clone(), self.trip.guests.clone());
        let mut inn = In::new(self.inbox, self.trip);
        for (place, count) in legs.into_iter().cycle() {
            inn = work_at(place, inn, count, &guests).await;
            if inn.over {
                break;
            }
        }
        Ok(())
    }
}

/// The reading end, with what is to be done at it.
pub(crate) struct In {
    inbox: Inbox<Parcel>,
    trip: Trip,
    received: u64,
    pub(crate) over: bool,
}

impl In {
    pub(crate) fn new(inbox: Inbox<Parcel>, trip: Trip) -> In {
        In {
            inbox,
            trip,
            received: 0,
            over: false,
        }
    }

    async fn recv(&mut self) -> Option<Parcel> {
        match self.trip.way(4) {
            0 => self.inbox.recv().await,
            1 => match self.inbox.try_recv() {
                Ok(parcel) => Some(parcel),
                Err(TryRecvError::Empty) => self.inbox.recv().await,
                Err(TryRecvError::Closed) => None,
            },
            2 => match self.inbox.recv().now_or_never() {
                Some(received) => received,
                None => self.inbox.recv().await,
            },
            _ => {
                let mut all = Vec::new();
                let left = self.trip.limit - self.received;
                self.inbox.recv_many(&mut all, left.min(3) as usize).await;
                let last = all.pop();
                all.iter().for_each(|parcel| self.note(parcel));
                last
            }
        }
    }

    fn note(&mut self, parcel: &Parcel) {
        self.trip.book.received(self.trip.index, parcel);
        self.received += 1;
    }

    /// Notes what was received; `false` if that is the end.
    fn take(&mut self, received: Option<Parcel>) -> bool {
        match received {
            Some(parcel) => self.note(&parcel),
            None => self.over = true,
        }
        self.over |= self.received >= self.trip.limit;
        !self.over
    }
}

impl Work for In {
    async fn work(mut self, count: u64) -> In {
        for _ in 0..count {
            let received = self.recv().await;
            if !self.take(received) {
                break;
            }
        }
        self
    }

    fn work_blocking(mut self, count: u64) -> In {
        for _ in 0..count {
            let received = self.inbox.recv_blocking();
            if !self.take(received) {
                break;
            }
        }
        self
    }
}
