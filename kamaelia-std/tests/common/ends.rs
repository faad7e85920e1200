//! How a stage ends, whatever it does.

use crate::rest::all_rest;
use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia::{Message, Stage};
use kamaelia_std::util::{NullSink, Take};

/// A stage at rest ends when it is told to finish or to stop, when nothing more
/// comes, and when nobody reads any more.
#[track_caller]
pub(crate) fn ends_like_any_other<In, Out, S>(stage: impl Fn() -> S)
where
    In: Message,
    Out: Message,
    S: Stage<In, Out>,
{
    run(async || {
        for how in [Shutdown::Finish, Shutdown::Now] {
            let (_feeder, source) = feed::<In>();
            let graph = pipeline![source, stage(), NullSink::new()].spawn();
            all_rest().await;
            graph.shutdown(how);
            graph.join().await?;
        }
        let (feeder, source) = feed::<In>();
        drop(feeder);
        pipeline![source, stage(), NullSink::new()].run().await?;

        let (feeder, source) = feed::<In>();
        pipeline![source, stage(), Take::new(0), NullSink::new()]
            .run()
            .await?;
        assert!(feeder.is_closed());
        Ok(())
    });
}
