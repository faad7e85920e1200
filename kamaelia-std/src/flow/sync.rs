use kamaelia::prelude::*;

/// Sends one message for every few that came.
///
/// It is the first of them that leaves, when the last has come: so many sources
/// have arrived at the same place. What is less than a whole group at the end
/// does not leave.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::Sync;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     NUMBERS = DataSource::new(1..=7);
///     PAIRS   = Sync::new();
///     CHECK   = Expect::new([1, 3, 5]);
///
///     NUMBERS -> PAIRS -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct Sync<T: Message> {
    /// Messages to count.
    #[inbox]
    inbox: Inbox<T>,

    /// The first of each group, once the group is whole.
    #[outbox]
    outbox: Outbox<T>,

    /// How many make a group: 2, if not said otherwise. 0 counts as 1.
    #[param(default = 2)]
    n: usize,

    #[state]
    first: Option<T>,

    #[state]
    count: usize,
}

impl<T: Message> Transform for Sync<T> {
    fn transform(&mut self, message: T) -> impl Iterator<Item = T> {
        self.first.get_or_insert(message);
        self.count += 1;
        let whole = self.count >= self.n;
        if whole {
            self.count = 0;
        }
        whole.then(|| self.first.take()).flatten().into_iter()
    }
}
