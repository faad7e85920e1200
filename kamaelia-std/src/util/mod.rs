//! Sources, sinks, closures, lines, lists and clocks: what every program needs.
//!
//! Some that the original had are a closure here:
//!
//! | In the original | Here |
//! |---|---|
//! | `PureTransformer`, `SequentialTransformer` | [`Map`], or [`FlatMap`] where it gave `None`; several in a row |
//! | `Marshaller`, `DeMarshaller` | [`Map`], [`TryMap`] |
//! | `PureFilter` | [`Filter`] |
//! | `Stringify` | `Map::new(\|m: T\| m.to_string())` |
//! | `SimpleDetupler` | `Map::new(\|m: (A, B)\| m.1)` |
//! | `TriggeredSource` | `Map::new(move \|_: T\| message.clone())` |
//! | `Chargen` | `DataSource::new(iter::repeat("Hello World"))` |
//! | `FirstOnly` | `Take::new(1).rest(Rest::Swallow)` |
//! | `CheapAndCheerfulClock`, `PeriodicTick`, `PeriodicWakeup` | [`Tick`] |
//! | `Pauser`, `SingleTick` | [`OneShot::after`] |
//! | `ResettableSender` | [`Watchdog`] |
//! | `TestResult` | [`Assert`], or [`Expect`] |

mod assert;
mod collate;
mod comparator;
mod data_source;
mod expect;
mod filter;
mod flat_map;
mod line_split;
mod lines;
mod map;
mod max;
mod null_sink;
mod one_shot;
mod pass_through;
mod range_filter;
mod sort;
mod tag_with_sequence_number;
mod take;
mod tick;
mod triggered_one_shot;
mod try_map;
mod unseen_only;
mod watchdog;

pub use assert::{Assert, NotTrue};
pub use collate::{Collate, TooMany};
pub use comparator::Comparator;
pub use data_source::DataSource;
pub use expect::{Expect, Unexpected};
pub use filter::Filter;
pub use flat_map::FlatMap;
pub use line_split::{BadLine, LineSplit};
pub use lines::{LineError, LineProblem, Lines};
pub use map::Map;
pub use max::Max;
pub use null_sink::NullSink;
pub use one_shot::OneShot;
pub use pass_through::PassThrough;
pub use range_filter::RangeFilter;
pub use sort::Sort;
pub use tag_with_sequence_number::TagWithSequenceNumber;
pub use take::{Rest, Take};
pub use tick::{Missed, Tick};
pub use triggered_one_shot::TriggeredOneShot;
pub use try_map::{OnError, TryMap};
pub use unseen_only::UnseenOnly;
pub use watchdog::Watchdog;
