//! What a part knows of the world: [`Part`].

use crate::parcel::{At, Parcel};
use crate::trapped::{Trap, Trapped};
use crate::world::{Conduct, Presence, World};
use kamaelia::prelude::*;
use std::time::Duration;

/// After how many sends and receipts a stubborn part is stubborn.
const PATIENCE: u64 = 3;

/// How long to wait before the next try, of so many.
pub(crate) fn wait(tries: u32) -> Duration {
    Duration::from_millis(1 << tries)
}

/// The place of one component in the world: it numbers what the component
/// sends, and notes what becomes of it.
#[derive(Debug)]
pub struct Part {
    world: World,
    number: usize,
    /// How many were sent on each outbox.
    sent: Vec<u64>,
    events: u64,
    /// How often it has slowed down.
    waits: u32,
    _presence: Presence,
}

impl Part {
    pub(crate) fn new(world: World, number: usize, presence: Presence) -> Part {
        Part {
            world,
            number,
            sent: Vec::new(),
            events: 0,
            waits: 0,
            _presence: presence,
        }
    }

    /// How many parcels a source makes.
    pub(crate) fn amount(&self) -> u64 {
        match self.world.conduct() {
            Conduct::ToTheEnd(parcels) => parcels,
            Conduct::UntilStopped(..) => u64::MAX,
        }
    }

    /// How a source goes on for ever: once the run is to be stopped it takes its
    /// time, and more each time, so that what is on its way does not grow for ever
    /// as well.
    pub(crate) async fn pace(&mut self) -> Option<()> {
        if !self.world.is_late() {
            return Some(());
        }
        self.waits = (self.waits + 1).min(14);
        until_stopped(tokio::time::sleep(wait(self.waits))).await
    }

    /// The same where it cannot wait: whether it goes on.
    pub(crate) fn keeps_pace(&self) -> bool {
        !self.world.is_late()
    }

    /// The next parcel for an outbox.
    pub(crate) fn next(&mut self, outbox: usize, hops: u8) -> Parcel {
        if self.sent.len() <= outbox {
            self.sent.resize(outbox + 1, 0);
        }
        let from = At {
            part: self.number,
            index: outbox,
        };
        self.world.parcel(from, self.sent[outbox] + 1, hops)
    }

    /// The last parcel for the outbox was sent.
    pub(crate) fn sent(&mut self, outbox: usize) -> Result<(), Trapped> {
        self.note_sent(outbox, true)
    }

    fn note_sent(&mut self, outbox: usize, may_fail: bool) -> Result<(), Trapped> {
        self.sent[outbox] += 1;
        self.world.ledger().note_sent(At {
            part: self.number,
            index: outbox,
        });
        self.event(may_fail)
    }

    /// A parcel was received.
    pub(crate) fn received(&mut self, inbox: usize, parcel: &Parcel) -> Result<(), Trapped> {
        self.note_received(inbox, parcel);
        self.event(true)
    }

    /// A parcel was received where nobody can fail.
    pub(crate) fn taken(&mut self, inbox: usize, parcel: &Parcel) {
        self.note_received(inbox, parcel);
        // No trap for a fault springs here.
        let _ = self.event(false);
    }

    /// Several were received, in this order.
    pub(crate) fn received_all(&mut self, inbox: usize, parcels: &[Parcel]) -> Result<(), Trapped> {
        // All of them are here: a trap must leave none of them unnoted.
        for parcel in parcels {
            self.note_received(inbox, parcel);
        }
        parcels.iter().try_for_each(|_| self.event(true))
    }

    fn note_received(&self, inbox: usize, parcel: &Parcel) {
        let inbox = At {
            part: self.number,
            index: inbox,
        };
        self.world.ledger().note_received(inbox, parcel);
    }

    fn event(&mut self, may_fail: bool) -> Result<(), Trapped> {
        self.events += 1;
        match self.world.event(self.number, may_fail) {
            None => Ok(()),
            Some(Trap::Fault) => Err(Trapped),
            Some(Trap::Panic) => panic!("{}", Trapped::PANIC),
        }
    }

    /// Sends a parcel, waiting for room.
    pub(crate) async fn send(
        &mut self,
        outbox: &mut Outbox<Parcel>,
        index: usize,
        hops: u8,
    ) -> Outcome {
        outbox.send(self.next(index, hops)).await?;
        self.sent(index)?;
        Ok(())
    }

    /// The same of a blocking component.
    pub(crate) fn send_blocking(
        &mut self,
        outbox: &mut Outbox<Parcel>,
        index: usize,
        hops: u8,
    ) -> Outcome {
        outbox.send_blocking(self.next(index, hops))?;
        self.sent(index)?;
        Ok(())
    }

    /// Parcels for an outbox, one for each of these hops. Who asks for the next
    /// one, or for the end, has sent the one before.
    pub(crate) fn parcels<'a>(
        &'a mut self,
        outbox: usize,
        hops: impl Iterator<Item = u8> + 'a,
    ) -> impl Iterator<Item = Parcel> + 'a {
        let mut under_way = false;
        let mut hops = hops;
        std::iter::from_fn(move || {
            if std::mem::take(&mut under_way) {
                // Nobody can fail here, and no trap for a fault springs.
                let _ = self.note_sent(outbox, false);
            }
            let hops = hops.next()?;
            under_way = true;
            Some(self.next(outbox, hops))
        })
    }

    /// Whether a stubborn part is to be it from now on.
    pub(crate) fn turns_stubborn(&self) -> bool {
        let stubborn = matches!(self.world.conduct(), Conduct::UntilStopped(..));
        let turns = stubborn && self.events >= PATIENCE;
        if turns {
            self.world.note_stubborn(self.number);
        }
        turns
    }

    /// The world that the part is in.
    pub(crate) fn world(&self) -> &World {
        &self.world
    }
}
