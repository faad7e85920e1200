//! Spans and events for whoever listens by `tracing`: a span for each component,
//! an event for each fault and
//! for each graph that waits only for itself.
//!
//! Without the feature `tracing` this is nothing.

#[cfg(feature = "tracing")]
mod on {
    use crate::outcome::Stop;
    use crate::panicked::Shown;
    use crate::seat::Seat;
    use crate::stuck::Stuck;
    use std::sync::OnceLock;
    use tracing::{Span, error, info_span, warn};

    /// The span of a component, made at its first turn.
    #[derive(Default)]
    pub(crate) struct Trace(OnceLock<Span>);

    impl Trace {
        /// Does something as the component that has this seat.
        pub(crate) fn within<R>(&self, seat: &Seat, work: impl FnOnce() -> R) -> R {
            self.span(seat).in_scope(work)
        }

        fn span(&self, seat: &Seat) -> &Span {
            self.0.get_or_init(|| {
                if !tracing::enabled!(target: "kamaelia", tracing::Level::INFO) {
                    return Span::none();
                }
                // A component on a task begins outside the span of who runs it.
                let around = seat.around().map(|seat| seat.trace().span(&seat).id());
                let path = seat.path();
                info_span!(target: "kamaelia", parent: around.flatten(), "component", path)
            })
        }
    }

    pub(crate) fn stuck(stuck: &Stuck) {
        warn!(target: "kamaelia", path = stuck.path, %stuck, "a graph waits only for itself");
    }

    pub(crate) fn fault(path: &str, stop: &Stop) {
        error!(target: "kamaelia", path, fault = %Shown(stop), "a component has failed");
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use crate::outcome::Stop;
    use crate::seat::Seat;
    use crate::stuck::Stuck;

    #[derive(Default)]
    pub(crate) struct Trace(());

    impl Trace {
        pub(crate) fn within<R>(&self, _: &Seat, work: impl FnOnce() -> R) -> R {
            work()
        }
    }

    pub(crate) fn stuck(_: &Stuck) {}

    pub(crate) fn fault(_: &str, _: &Stop) {}
}

#[cfg(not(feature = "tracing"))]
pub(crate) use off::{Trace, fault, stuck};
#[cfg(feature = "tracing")]
pub(crate) use on::{Trace, fault, stuck};
