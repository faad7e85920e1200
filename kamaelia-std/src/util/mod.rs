//! Sources, sinks, closures and lines: what every program needs.

mod data_source;
mod expect;
mod filter;
mod line_split;
mod lines;
mod map;
mod null_sink;

pub use data_source::DataSource;
pub use expect::{Expect, Unexpected};
pub use filter::Filter;
pub use line_split::{BadLine, LineSplit};
pub use lines::{LineError, LineProblem, Lines};
pub use map::Map;
pub use null_sink::NullSink;
