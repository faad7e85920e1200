use super::meter::Meter;
use crate::BadParameter;
use crate::bad_parameter::{LONGEST, interval};
use crate::types::{Amount, Rate};
use crate::wait::{sleep_until, while_read};
use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::future::pending;
use std::time::Duration;
use tokio::time::Instant;

/// Asks a source for so much at a time that the whole follows a rate.
///
/// The first request goes out at the start. Rounding does not add up: a third of
/// 100 bytes is 33, 33, 34. Requests that went out late, since nobody took them
/// or the machine was busy, are made up for one by one, or all in one with
/// [`aggregate`](ByteRateRequest::aggregate).
///
/// The rate may change while it runs: what comes in at `inbox` holds from then
/// on, and the old one counts up to that moment. The rate 0 is a pause. With that
/// inbox linked it ends when no new rate will come any more; without, it is a
/// source, and ends when told to finish.
///
/// # Errors
///
/// [`BadParameter`] if a parameter is no number above zero, and [`BadRate`] if a
/// rate that comes in is below zero or no number.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::{ByteRateRequest, Chunk};
/// use kamaelia_std::types::Amount;
/// use kamaelia_std::util::{Expect, Take};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)] async fn main() -> Outcome {
/// graphline! {
///     ASK   = ByteRateRequest::new().rate(100.0).chunk(Chunk::Rate(3.0));
///     THREE = Take::new(3);
///     CHECK = Expect::new([33, 33, 34].map(Amount));
///
///     ASK -> THREE -> CHECK;
/// }
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct ByteRateRequest {
    /// New rates.
    #[inbox(optional)]
    inbox: Inbox<Rate>,

    /// How much to send now.
    #[outbox]
    outbox: Outbox<Amount>,

    /// How many bytes, or whatever the source counts, in a second: 100,000, if
    /// not said otherwise.
    #[param(default = 100_000.0)]
    rate: f64,

    /// How much a request asks for, or how many there are in a second.
    #[param(default)]
    chunk: Chunk,

    /// Whether requests that are late go out as one.
    #[param(default = false)]
    aggregate: bool,
}

/// Into what a [`ByteRateRequest`] divides its rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Chunk {
    /// Requests of this size, as often as the rate says.
    Size(usize),
    /// So many requests in a second, at most 1,000, as large as the rate says.
    Rate(f64),
}

impl Default for Chunk {
    /// Ten requests in a second.
    fn default() -> Chunk {
        Chunk::Rate(10.0)
    }
}

/// What a [`ByteRateRequest`] waits for.
enum Next {
    Due,
    Rate(Rate),
    End,
}

impl Main for ByteRateRequest {
    async fn main(mut self) -> Outcome {
        let start = Instant::now();
        let mut meter = self.meter()?;
        loop {
            let now = start.elapsed().as_secs_f64();
            if self.aggregate {
                if let Some(amount) = meter.take_all(now) {
                    self.outbox.send(Amount(amount)).await?;
                }
            } else {
                while let Some(amount) = meter.take(now) {
                    self.outbox.send(Amount(amount)).await?;
                }
            }
            let due = meter.due().and_then(|due| at(start, due));
            match self.next(due).await {
                Next::Due => {}
                Next::Rate(Rate(rate)) if rate >= 0.0 && rate.is_finite() => {
                    meter.change(rate, start.elapsed().as_secs_f64());
                }
                Next::Rate(Rate(rate)) => return Err(BadRate(rate).into()),
                Next::End => return Ok(()),
            }
        }
    }
}

impl ByteRateRequest {
    fn meter(&self) -> Result<Meter, BadParameter> {
        interval("rate", self.rate)?;
        let bad = |why| Err(BadParameter { name: "chunk", why });
        match self.chunk {
            Chunk::Size(0) => bad("is a size of 0; a request asks for 1 at least"),
            Chunk::Size(_) => Ok(Meter::new(self.rate, self.chunk)),
            Chunk::Rate(rate) if rate > 1000.0 => {
                bad("is a rate of more than 1,000 in a second; ask for more at a time")
            }
            Chunk::Rate(rate) => {
                interval("chunk", rate)?;
                Ok(Meter::new(self.rate, self.chunk))
            }
        }
    }

    async fn next(&mut self, due: Option<Instant>) -> Next {
        let time = async {
            match due {
                Some(due) => sleep_until(due).await,
                None => pending().await,
            }
        };
        if !self.inbox.is_linked() {
            return until_stopped(time).await.map_or(Next::End, |()| Next::Due);
        }
        let rate = async {
            match due {
                Some(due) => {
                    let left = due.saturating_duration_since(Instant::now());
                    self.inbox.recv_timeout(left).await
                }
                None => Ok(self.inbox.recv().await),
            }
        };
        match while_read(&mut self.outbox, rate).await {
            Some(Ok(Some(rate))) => Next::Rate(rate),
            Some(Ok(None)) | None => Next::End,
            Some(Err(_)) => Next::Due,
        }
    }
}

/// So many seconds after the start, if that is a time to wait for.
fn at(start: Instant, seconds: f64) -> Option<Instant> {
    let after = Duration::try_from_secs_f64(seconds).ok()?;
    (after <= LONGEST).then(|| start + after)
}

/// A rate at which nothing can be asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BadRate(pub f64);

impl Display for BadRate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let rate = self.0;
        write!(
            f,
            "the rate {rate} came to `inbox`; send 0 to pause, or a number above it"
        )
    }
}

impl Error for BadRate {}
