//! Chance that a test can repeat: [`random`].

use crate::seat::Seat;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A generator of random numbers for the component that asks.
///
/// A graph with a seed ([`Graph::seed`](crate::Graph::seed)) gives each of its
/// components, and of the graphs inside it, the same numbers in every run, and
/// different ones to different components. Without a seed, and outside a graph,
/// they are different each time. They are no use for secrets.
///
/// ```
/// use kamaelia::prelude::*;
///
/// /// Sends a throw of a die.
/// #[derive(Component)]
/// struct Die {
///     #[outbox]
///     outbox: Outbox<u32>,
/// }
///
/// impl Main for Die {
///     async fn main(mut self) -> Outcome {
///         let throw = kamaelia::random().u32(1..=6);
///         self.outbox.send(throw).await?;
///         Ok(())
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let mut thrown = Vec::new();
/// for _ in 0..2 {
///     let (mut results, sink) = collect();
///     graphline! { DIE = Die::new(); SINK = sink; DIE -> SINK; }
///         .seed(7)
///         .run()
///         .await?;
///     thrown.push(results.recv().await);
/// }
/// assert_eq!(thrown[0], thrown[1]);
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
pub fn random() -> fastrand::Rng {
    let seat = Seat::current();
    let of_graph = seat.as_ref().and_then(Seat::seed);
    let Some(seed) = of_graph.or_else(crate::order::seed) else {
        return fastrand::Rng::new();
    };
    let mut hasher = DefaultHasher::new();
    seed.hash(&mut hasher);
    if let Some(seat) = seat {
        seat.path().hash(&mut hasher);
        seat.next_generator().hash(&mut hasher);
    }
    fastrand::Rng::with_seed(hasher.finish())
}
