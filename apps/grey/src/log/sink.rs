use super::line::Line;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::mpsc::Sender;

/// Where lines wait to be written. Whoever has one more never waits: what does not fit is
/// counted. Clones are the same.
#[derive(Clone, Debug)]
pub(super) struct Sink(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    sender: RwLock<Option<Sender<Line>>>,
    missing: AtomicU64,
}

impl Sink {
    pub(super) fn new(sender: Sender<Line>) -> Sink {
        Sink(Arc::new(Inside {
            sender: RwLock::new(Some(sender)),
            missing: AtomicU64::new(0),
        }))
    }

    pub(super) fn take(&self, line: Line) {
        let sender = self.0.sender.read();
        let sender = sender.unwrap_or_else(PoisonError::into_inner);
        let taken = sender.as_ref().map(|sender| sender.try_send(line));
        if !matches!(taken, Some(Ok(()))) {
            self.miss(1);
        }
    }

    /// Nothing comes any more.
    pub(super) fn close(&self) {
        let sender = self.0.sender.write();
        *sender.unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// So many lines are not written.
    pub(super) fn miss(&self, lines: u64) {
        self.0.missing.fetch_add(lines, Ordering::Relaxed);
    }

    /// How many lines are missing that nobody has said so of.
    pub(super) fn take_missing(&self) -> u64 {
        self.0.missing.swap(0, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc;

    #[test]
    fn what_does_not_fit_is_counted_and_nobody_waits() {
        let (sender, mut lines) = mpsc::channel(2);
        let sink = Sink::new(sender);
        for number in 0..5 {
            let text = number.to_string();
            sink.take(Line {
                text,
                is_aside: false,
            });
        }
        assert_eq!(sink.take_missing(), 3);
        assert_eq!(sink.take_missing(), 0);
        sink.close();
        assert_eq!(lines.try_recv().map(|line| line.text), Ok("0".to_owned()));
        assert_eq!(lines.try_recv().map(|line| line.text), Ok("1".to_owned()));
        assert_eq!(
            lines.try_recv(),
            Err(mpsc::error::TryRecvError::Disconnected)
        );
    }
}
