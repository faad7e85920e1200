use super::child_fault::{ChildFault, faults_box};
use super::component::{Chassis, chassis, stage, two_ends};
use super::{Guest, HeadOf, Host, IntoGuest, TailOf};
use crate::component::Component;
use crate::lend::Lend;
use crate::outbox::Outbox;
use crate::outcome::Outcome;
use crate::random::random;
use crate::seat::Seat;
use crate::shutdown::until_stopped;
use crate::stage::{Gives, Takes};
use crate::timer::{Timer, now};
use crate::topology::BoxInfo;
use crate::wire::Port;
use std::collections::VecDeque;
use std::panic::Location;
use std::time::{Duration, Instant};

/// Runs a component, and another one in its place when it fails.
///
/// It has the `inbox` and the `outbox` of the component. After a fault or a panic
/// it waits for a while, makes another component, and goes on with what the last
/// one had not read; the message that one had in hand is gone with it. When the
/// component ends normally, so does the chassis.
///
/// The first delay is 100 ms, and each further one twice as long, up to 30 s, for
/// as long as the faults lie within a minute of each other; after more than 5 in a
/// minute it gives up: then the last fault is its own. All of that can be set.
///
/// While it waits it can be told to end. Told to [`Finish`](crate::Shutdown::Finish)
/// it still works on what waits for it, if it has an inbox.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::chassis::Restart;
/// use kamaelia::Stop;
/// use std::time::Duration;
///
/// /// Halves even numbers, and fails at the first odd one.
/// #[derive(Component)]
/// struct Halve {
///     #[inbox]
///     inbox: Inbox<u64>,
///     #[outbox]
///     outbox: Outbox<u64>,
/// }
///
/// impl Main for Halve {
///     async fn main(mut self) -> Outcome {
///         while let Some(number) = self.inbox.recv().await {
///             if number % 2 == 1 {
///                 return Err(Stop::fault(format!("{number} is odd")));
///             }
///             self.outbox.send(number / 2).await?;
///         }
///         Ok(())
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let (mut numbers, source) = feed();
/// let (mut halves, sink) = collect();
/// numbers.send_all([2, 4, 5, 6]).await?;
/// drop(numbers);
///
/// let halve = Restart::new(Halve::new).first_delay(Duration::from_millis(1));
/// pipeline![source, halve, sink].run().await?;
///
/// let mut all = Vec::new();
/// halves.recv_many(&mut all, 10).await;
/// assert_eq!(all, [1, 2, 3]);
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
pub struct Restart<C: Component> {
    inbox: HeadOf<C>,
    outbox: TailOf<C>,
    faults: Outbox<ChildFault>,
    factory: Box<dyn FnMut() -> C + Send>,
    backoff: Backoff,
    restarts: usize,
    window: Duration,
    place: &'static Location<'static>,
}

impl<C: Guest> Restart<C> {
    /// Runs a component that `factory` makes. A panic in there is a fault of the
    /// chassis.
    #[track_caller]
    #[must_use]
    pub fn new<G>(mut factory: impl FnMut() -> G + Send + 'static) -> Restart<C>
    where
        G: IntoGuest<C>,
    {
        Restart {
            inbox: Default::default(),
            outbox: Default::default(),
            faults: Outbox::unlinked(),
            factory: Box::new(move || factory().into_guest()),
            backoff: Backoff {
                first: Duration::from_millis(100),
                factor: 2.0,
                greatest: Duration::from_secs(30),
                jitter: 0.0,
            },
            restarts: 5,
            window: Duration::from_secs(60),
            place: Location::caller(),
        }
    }

    /// How long it waits after the first fault.
    #[must_use]
    pub fn first_delay(mut self, delay: Duration) -> Self {
        self.backoff.first = delay;
        self
    }

    /// How many times as long it waits after each further fault.
    #[must_use]
    pub fn factor(mut self, factor: f64) -> Self {
        self.backoff.factor = factor;
        self
    }

    /// How long it waits at most.
    #[must_use]
    pub fn greatest_delay(mut self, delay: Duration) -> Self {
        self.backoff.greatest = delay;
        self
    }

    /// Makes each delay shorter by chance, by up to this part of it, from 0 to 1:
    /// those that failed together do not all come back at the same moment. The
    /// chance is that of [`random`](crate::random()).
    #[must_use]
    pub fn jitter(mut self, part: f64) -> Self {
        self.backoff.jitter = part;
        self
    }

    /// How often it makes another component within `window`, before it gives up.
    /// Older faults are forgotten.
    #[must_use]
    pub fn limit(mut self, restarts: usize, window: Duration) -> Self {
        self.restarts = restarts;
        self.window = window;
        self
    }

    /// The address of the outbox for the faults after which it went on.
    pub fn faults(&mut self) -> Port<'_, Outbox<ChildFault>, 2> {
        Port::new(&mut self.faults)
    }
}

/// How long to wait before the next try.
#[derive(Clone, Copy)]
struct Backoff {
    first: Duration,
    factor: f64,
    greatest: Duration,
    jitter: f64,
}

impl Backoff {
    /// The delay after so many faults, shortened by `chance`, from 0 to 1.
    fn delay(&self, faults: usize, chance: f64) -> Duration {
        let times = i32::try_from(faults.saturating_sub(1)).unwrap_or(i32::MAX);
        let seconds = self.first.as_secs_f64() * self.factor.powi(times);
        let delay = Duration::try_from_secs_f64(seconds).unwrap_or(self.greatest);
        let part = 1.0 - self.jitter.clamp(0.0, 1.0) * chance;
        delay.min(self.greatest).mul_f64(part)
    }
}

impl<C: Guest> Chassis for Restart<C> {
    const NAME: &'static str = "Restart";
    const DOCS: &'static str = "Runs a component, and another one in its place when it fails.";

    fn more_boxes() -> Vec<BoxInfo> {
        vec![faults_box()]
    }

    fn seat_more(&mut self, seat: &Seat) {
        self.faults.seat(seat);
    }

    async fn work(mut self) -> Outcome {
        let mut host = Host::at("child", self.place);
        let mut chance = random();
        let mut faults: VecDeque<Instant> = VecDeque::new();
        loop {
            let child = (self.factory)();
            let outcome = host.run(child, &mut self.inbox, &mut self.outbox).await;
            let stop = match outcome {
                Err(stop) if !stop.is_closed() => stop,
                ended => return ended,
            };
            let failed = now();
            faults.retain(|time| failed.duration_since(*time) < self.window);
            faults.push_back(failed);
            if faults.len() > self.restarts || is_stopped() {
                return Err(stop);
            }
            ChildFault::tell(stop, &mut self.faults).await;
            let delay = self.backoff.delay(faults.len(), chance.f64());
            if !delay.is_zero() && until_stopped(Timer::after(delay)).await.is_none() {
                return Ok(());
            }
            if self.outbox.is_unread() {
                return Ok(());
            }
        }
    }
}

/// Whether the component whose turn it is has to stop at once.
fn is_stopped() -> bool {
    Seat::current().is_some_and(|seat| seat.must_stop())
}

chassis!([C: Guest] Restart<C>, C::Head, C::Tail);
two_ends!([C: Guest] Restart<C>, C::Head, C::Tail);
stage!([C] Restart<C> where C: Guest + Component<Head = Takes<In>, Tail = Gives<Out>>);

#[cfg(test)]
mod tests {
    use super::Backoff;
    use std::time::Duration;

    const BACKOFF: Backoff = Backoff {
        first: Duration::from_millis(100),
        factor: 2.0,
        greatest: Duration::from_secs(1),
        jitter: 0.5,
    };

    #[track_caller]
    fn check(faults: usize, chance: f64, millis: u64) {
        let delay = BACKOFF.delay(faults, chance).as_secs_f64();
        assert!((delay - millis as f64 / 1000.0).abs() < 1e-6, "{delay}");
    }

    #[test]
    fn delays_grow_up_to_the_greatest() {
        check(1, 0.0, 100);
        check(2, 0.0, 200);
        check(4, 0.0, 800);
        check(5, 0.0, 1000);
        check(5_000, 0.0, 1000);
        check(usize::MAX, 0.0, 1000);
    }

    #[test]
    fn chance_makes_a_delay_shorter_by_no_more_than_its_part() {
        check(1, 1.0, 50);
        check(2, 0.5, 150);
    }
}
