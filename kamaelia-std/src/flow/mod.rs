//! How fast messages go, in what pieces, and which way.
//!
//! Some that the original had are part of a linkage here:
//!
//! | In the original | Here |
//! |---|---|
//! | `Fanout`, `TwoWaySplitter` | `A.outbox -> [B.inbox, C.inbox];` |
//! | `LossyConnector` | `with drop_newest(64)`, or [`LossyConnector`] |
//! | `ByteRate_RequestControl`, `VariableByteRate_RequestControl` | [`ByteRateRequest`] |
//! | `OnDemandLimit` | [`PromptedTurnstile`], with [`Unmet::Forget`] |
//! | `ConditionalSplitter`, `TPipe` that routes | [`Partition`] |
//! | `TPipe` that splits | `A.outbox -> [B.inbox, C.inbox];`, with a [`Filter`](crate::util::Filter) before the side |
//! | `TwoWayBalancer` | [`Balancer`] |
//! | `JoinChooserToCarousel` | [`join_chooser_to_carousel`] |
//! | `Entuple`, `UidTagger` | [`Tag`] |
//! | `ActivityMonitor` | `A.outbox -> [B.inbox, DOG.inbox];`, with a [`Watchdog`](crate::util::Watchdog) |
//! | `NoActivityTimeout`, `InactivityChassis` | [`IdleTimeout`] |

mod balancer;
mod byte_rate_request;
mod chooser;
mod chunk_namer;
mod chunkifier;
mod dict_chooser;
mod filter_tag;
mod forward_iterating_chooser;
mod idle_timeout;
mod join_chooser_to_carousel;
mod lossy_connector;
mod message_rate_limit;
mod meter;
mod partition;
mod pieces;
mod prompted_turnstile;
mod rate_chunker;
mod router;
mod sync;
mod tag;

pub use balancer::{Balancer, Deal};
pub use byte_rate_request::{BadRate, ByteRateRequest, Chunk};
pub use chooser::Chooser;
pub use chunk_namer::ChunkNamer;
pub use chunkifier::Chunkifier;
pub use dict_chooser::DictChooser;
pub use filter_tag::FilterTag;
pub use forward_iterating_chooser::ForwardIteratingChooser;
pub use idle_timeout::{IdleTimeout, OnIdle};
pub use join_chooser_to_carousel::join_chooser_to_carousel;
pub use lossy_connector::LossyConnector;
pub use message_rate_limit::MessageRateLimit;
pub use partition::Partition;
pub use prompted_turnstile::{PromptedTurnstile, Unmet};
pub use rate_chunker::RateChunker;
pub use router::Router;
pub use sync::Sync;
pub use tag::Tag;

/// The whole part of what was calculated: fractions are not exact, and a hair
/// less than a whole number is meant to be it.
fn whole(number: f64) -> usize {
    (number + 1e-6) as usize
}
