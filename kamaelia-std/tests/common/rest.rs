//! Until everybody rests.

use std::time::Duration;

/// Until nobody in the test can go on: only then does time pass on the clock of
/// `kamaelia::testing`, so this waits for no one longer or shorter than that.
pub(crate) async fn all_rest() {
    tokio::time::sleep(Duration::from_nanos(1)).await;
}
