//! Every stage of `flow` ends like any other.

#[path = "../common/ends.rs"]
mod common;

use common::ends_like_any_other;
use kamaelia_std::flow::{
    Chooser, ChunkNamer, Chunkifier, DictChooser, FilterTag, ForwardIteratingChooser, IdleTimeout,
    LossyConnector, MessageRateLimit, RateChunker, Sync, Tag,
};
use std::time::Duration;

/// Longer than any test waits.
const LONG: Duration = Duration::from_secs(3600);

#[test]
fn every_stage_ends_when_it_is_told_and_with_those_on_either_side() {
    ends_like_any_other(|| Chooser::new(Vec::<u8>::new()));
    ends_like_any_other(|| Chooser::new([1, 2]));
    ends_like_any_other(ChunkNamer::new);
    ends_like_any_other(Chunkifier::new);
    ends_like_any_other(|| DictChooser::new([(1, vec![2])]));
    ends_like_any_other(|| FilterTag::<u8, u8>::new(1));
    ends_like_any_other(|| ForwardIteratingChooser::new(0..9));
    ends_like_any_other(|| IdleTimeout::<u8>::new(LONG));
    ends_like_any_other(LossyConnector::<u8>::new);
    ends_like_any_other(|| MessageRateLimit::<u8>::new(1.0));
    ends_like_any_other(|| RateChunker::new(1.0, 1.0));
    ends_like_any_other(Sync::<u8>::new);
    ends_like_any_other(|| Tag::<u8, u8>::new(1));
}
