use crate::types::Step;
use crate::wait::while_read;
use kamaelia::prelude::*;

/// Walks through a list, one step for each message: a slide show's memory.
///
/// The first item leaves at the start, and then one for each step that leads
/// anywhere. At the ends of the list a step beyond leads nowhere and sends
/// nothing; with [`looping`](Chooser::looping) it leads to the other end. An
/// empty list sends nothing.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::Chooser;
/// use kamaelia_std::types::Step;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     BUTTONS = DataSource::new([Step::Next, Step::Next, Step::Next, Step::First]);
///     SLIDES  = Chooser::new(["one", "two", "three"]);
///     CHECK   = Expect::new(["one", "two", "three", "one"]);
///
///     BUTTONS -> SLIDES -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
///
/// Where to go is no text, so there is no command that it does not know:
///
/// ```compile_fail
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::Chooser;
/// use kamaelia_std::util::{DataSource, NullSink};
///
/// let graph = pipeline![DataSource::new(["NEXT"]), Chooser::new([1, 2]), NullSink::new()];
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct Chooser<T: Message + Clone> {
    /// Where to go.
    #[inbox]
    inbox: Inbox<Step>,

    /// The item that it is at, after each step that led anywhere.
    #[outbox]
    outbox: Outbox<T>,

    items: Vec<T>,

    /// Whether the last item is followed by the first.
    #[param(default = false)]
    looping: bool,
}

impl<T: Message + Clone> Chooser<T> {
    /// Walks through these items.
    #[must_use]
    pub fn new(items: impl IntoIterator<Item = T>) -> Chooser<T> {
        Chooser {
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            items: items.into_iter().collect(),
            looping: false,
        }
    }
}

impl<T: Message + Clone> Main for Chooser<T> {
    async fn main(mut self) -> Outcome {
        let mut at = 0;
        let mut moved = true;
        loop {
            if let Some(item) = self.items.get(at).filter(|_| moved) {
                self.outbox.send(item.clone()).await?;
            }
            let Some(Some(step)) = while_read(&mut self.outbox, self.inbox.recv()).await else {
                return Ok(());
            };
            let led = lead(step, at, self.items.len(), self.looping);
            moved = led.is_some();
            at = led.unwrap_or(at);
        }
    }
}

/// Where a step leads from one of `len` places; `None` for nowhere.
fn lead(step: Step, at: usize, len: usize, looping: bool) -> Option<usize> {
    let last = len.checked_sub(1)?;
    match step {
        Step::First => Some(0),
        Step::Last => Some(last),
        Step::Same => Some(at),
        Step::Next if at < last => Some(at + 1),
        Step::Prev if at > 0 => Some(at - 1),
        Step::Next => looping.then_some(0),
        Step::Prev => looping.then_some(last),
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, lead};
    use Step::{First, Last, Next, Prev, Same};

    #[track_caller]
    fn check(len: usize, looping: bool, steps: &[Step], expected: &[Option<usize>]) {
        let mut at = 0;
        let led = steps.iter().map(|&step| {
            let led = lead(step, at, len, looping);
            at = led.unwrap_or(at);
            led
        });
        assert_eq!(led.collect::<Vec<_>>(), expected);
    }

    /// Case 299.
    #[test]
    fn in_an_empty_list_no_step_leads_anywhere() {
        let steps = [Next, Prev, First, Last, Same];
        check(0, false, &steps, &[None; 5]);
        check(0, true, &steps, &[None; 5]);
    }

    /// Case 297.
    #[test]
    fn forwards_to_the_last_and_not_beyond() {
        let to = [Some(1), Some(2), None, None, Some(1)];
        check(3, false, &[Next, Next, Next, Next, Prev], &to);
    }

    /// Case 297.
    #[test]
    fn backwards_to_the_first_and_not_beyond() {
        let to = [None, Some(1), Some(2), Some(1), Some(0), None];
        check(3, false, &[Prev, Next, Next, Prev, Prev, Prev], &to);
    }

    /// Case 297.
    #[test]
    fn to_either_end_or_nowhere_at_all() {
        let to = [Some(2), Some(2), Some(2), Some(0), Some(0), Some(0)];
        check(3, false, &[Last, Last, Same, First, First, Same], &to);
    }

    #[test]
    fn round_and_round() {
        let to = [Some(1), Some(0), Some(1), Some(0)];
        check(2, true, &[Prev, Next, Next, Prev], &to);
        check(1, true, &[Next, Prev], &[Some(0), Some(0)]);
    }
}
