use crate::wait::{send_if_read, while_any_read};
use kamaelia::prelude::*;

/// Sends each message everywhere where a rule says so.
///
/// Each [`rule`](Router::rule) has an outbox, in the order of the rules; a message
/// goes to each outbox whose rule fits, and to `rest` if none does. A full linkage
/// holds all of them, so that nothing is lost. What is for an outbox whose reader
/// has ended is dropped; it ends when all have.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::Router;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     NUMBERS = DataSource::new(1..=7);
///     ROUTE   = Router::new()
///         .rule(|n: &u64| n.is_multiple_of(2))
///         .rule(|n: &u64| n.is_multiple_of(3));
///     TWOS    = Expect::new([2, 4, 6]);
///     THREES  = Expect::new([3, 6]);
///     OTHERS  = Expect::new([1, 5, 7]);
///
///     NUMBERS -> ROUTE;
///     ROUTE.outbox[0] -> TWOS.inbox;
///     ROUTE.outbox[1] -> THREES.inbox;
///     ROUTE.rest      -> OTHERS.inbox;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct Router<T: Message + Clone> {
    /// Messages to send on.
    #[inbox]
    inbox: Inbox<T>,

    /// Those that fit a rule, in the same order: one outbox for each rule.
    #[outbox(len = rules.len())]
    outbox: Vec<Outbox<T>>,

    /// Those that fit none.
    #[outbox(optional)]
    rest: Outbox<T>,

    rules: Vec<Rule<T>>,
}

type Rule<T> = Box<dyn FnMut(&T) -> bool + Send>;

impl<T: Message + Clone> Router<T> {
    /// A router without rules: everything is rest.
    #[must_use]
    pub fn new() -> Router<T> {
        Router {
            inbox: Inbox::unlinked(),
            outbox: Vec::new(),
            rest: Outbox::unlinked(),
            rules: Vec::new(),
        }
    }

    /// One more outbox, and what goes there.
    #[must_use]
    pub fn rule(mut self, rule: impl FnMut(&T) -> bool + Send + 'static) -> Router<T> {
        self.rules.push(Box::new(rule));
        self
    }
}

impl<T: Message + Clone> Default for Router<T> {
    fn default() -> Router<T> {
        Router::new()
    }
}

impl<T: Message + Clone> Main for Router<T> {
    async fn main(mut self) -> Outcome {
        let mut ways: Vec<&mut Outbox<T>> = self.outbox.iter_mut().collect();
        if self.rest.is_linked() || ways.is_empty() {
            ways.push(&mut self.rest);
        }
        let rules = &mut self.rules;
        while let Some(Some(message)) = while_any_read(&mut ways, self.inbox.recv()).await {
            let mut fits: Vec<usize> = (0..rules.len())
                .filter(|&way| (rules[way])(&message))
                .collect();
            if fits.is_empty() && ways.len() > rules.len() {
                fits.push(rules.len());
            }
            let Some((last, others)) = fits.split_last() else {
                continue;
            };
            for &way in others {
                send_if_read(ways[way], message.clone()).await;
            }
            send_if_read(ways[*last], message).await;
        }
        Ok(())
    }
}
