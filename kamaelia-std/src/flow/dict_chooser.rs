use crate::wait::while_read;
use kamaelia::prelude::*;
use std::collections::HashMap;
use std::future::poll_fn;
use std::hash::Hash;
use std::task::Poll;

/// Sends the items that stand under a key, for each key that comes.
///
/// For a key under which nothing stands it sends nothing, or what
/// [`otherwise`](DictChooser::otherwise) says. New options replace all the old
/// ones, for the keys that come after them.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::DictChooser;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     BUTTONS = DataSource::new(["news", "sport", "weather"]);
///     CHANNEL = DictChooser::new([
///         ("news", vec!["bbc.co.uk/news"]),
///         ("sport", vec!["bbc.co.uk/sport", "skysports.com"]),
///     ]);
///     CHECK   = Expect::new(["bbc.co.uk/news", "bbc.co.uk/sport", "skysports.com"]);
///
///     BUTTONS -> CHANNEL -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct DictChooser<K, T>
where
    K: Message + Eq + Hash,
    T: Message + Clone,
{
    /// Keys.
    #[inbox]
    inbox: Inbox<K>,

    /// Other options from now on.
    #[inbox(optional)]
    options: Inbox<HashMap<K, Vec<T>>>,

    /// The items under each key, in the order in which they stand there.
    #[outbox]
    outbox: Outbox<T>,

    items: HashMap<K, Vec<T>>,

    /// What is sent for a key under which nothing stands.
    #[param(default = Vec::new())]
    otherwise: Vec<T>,
}

impl<K, T> DictChooser<K, T>
where
    K: Message + Eq + Hash,
    T: Message + Clone,
{
    /// Chooses from these items, each list under its key.
    #[must_use]
    pub fn new(items: impl IntoIterator<Item = (K, Vec<T>)>) -> DictChooser<K, T> {
        DictChooser {
            inbox: Inbox::unlinked(),
            options: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            items: items.into_iter().collect(),
            otherwise: Vec::new(),
        }
    }

    /// The next key; options that came before it hold for it.
    async fn key(&mut self) -> Option<K> {
        let key = poll_fn(|cx| {
            while let Poll::Ready(Some(items)) = self.options.poll_recv(cx) {
                self.items = items;
            }
            self.inbox.poll_recv(cx)
        });
        while_read(&mut self.outbox, key).await.flatten()
    }
}

impl<K, T> Main for DictChooser<K, T>
where
    K: Message + Eq + Hash,
    T: Message + Clone,
{
    async fn main(mut self) -> Outcome {
        while let Some(key) = self.key().await {
            let items = self.items.get(&key).unwrap_or(&self.otherwise).clone();
            self.outbox.send_all(items).await?;
        }
        Ok(())
    }
}
