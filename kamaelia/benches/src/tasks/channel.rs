//! What the tasks are joined by.

/// What goes through any of them.
pub trait Item: Send + Unpin + 'static {}
impl<T: Send + Unpin + 'static> Item for T {}

/// A bounded channel.
pub trait Channel: 'static {
    /// The writer's end.
    type Sender<T: Item>: Send + 'static;
    /// The reader's end.
    type Receiver<T: Item>: Send + 'static;

    /// Makes a channel in which so many messages wait.
    fn bounded<T: Item>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>);

    /// Sends, waiting for room; `None` if nobody reads.
    fn send<T: Item>(
        sender: &mut Self::Sender<T>,
        message: T,
    ) -> impl Future<Output = Option<()>> + Send;

    /// Waits for a message; `None` if nobody will send one.
    fn recv<T: Item>(receiver: &mut Self::Receiver<T>) -> impl Future<Output = Option<T>> + Send;
}

/// `tokio::sync::mpsc`.
#[derive(Debug)]
pub struct TokioMpsc;

impl Channel for TokioMpsc {
    type Sender<T: Item> = tokio::sync::mpsc::Sender<T>;
    type Receiver<T: Item> = tokio::sync::mpsc::Receiver<T>;

    fn bounded<T: Item>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        tokio::sync::mpsc::channel(capacity)
    }

    async fn send<T: Item>(sender: &mut Self::Sender<T>, message: T) -> Option<()> {
        sender.send(message).await.ok()
    }

    async fn recv<T: Item>(receiver: &mut Self::Receiver<T>) -> Option<T> {
        receiver.recv().await
    }
}
