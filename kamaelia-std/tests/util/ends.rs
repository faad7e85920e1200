//! Every stage of `util` ends like any other.

#[path = "../common/ends.rs"]
mod common;

use common::ends_like_any_other;
use kamaelia_std::util::{
    Collate, Filter, FlatMap, LineSplit, Map, Max, PassThrough, RangeFilter, Sort,
    TagWithSequenceNumber, Take, TriggeredOneShot, TryMap, UnseenOnly,
};

#[test]
fn every_stage_ends_when_it_is_told_and_with_those_on_either_side() {
    ends_like_any_other(Collate::<u8>::new);
    ends_like_any_other(|| Filter::new(|_: &u8| true));
    ends_like_any_other(|| FlatMap::new(|n: u8| Some(n)));
    ends_like_any_other(LineSplit::new);
    ends_like_any_other(|| Map::new(|n: u8| n));
    ends_like_any_other(Max::<u8>::new);
    ends_like_any_other(PassThrough::<u8>::new);
    ends_like_any_other(|| RangeFilter::new([0..=9], |n: &u8| *n));
    ends_like_any_other(Sort::<u8>::new);
    ends_like_any_other(TagWithSequenceNumber::<u8>::new);
    ends_like_any_other(|| Take::<u8>::new(1));
    ends_like_any_other(|| TriggeredOneShot::<u8, u8>::new(1));
    ends_like_any_other(|| TryMap::new(|text: String| text.parse::<u8>()));
    ends_like_any_other(UnseenOnly::<u8>::new);
}
