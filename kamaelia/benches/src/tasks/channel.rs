//! What the tasks are joined by.

use kamaelia::Message;

/// A bounded channel of many writers and one reader.
pub trait Channel: 'static {
    /// The writer's end.
    type Sender<T: Message>: Clone + Send + 'static;
    /// The reader's end.
    type Receiver<T: Message>: Send + 'static;

    /// Makes a channel in which so many messages wait.
    fn bounded<T: Message>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>);

    /// Sends, waiting for room; `None` if nobody reads.
    fn send<T: Message>(
        sender: &mut Self::Sender<T>,
        message: T,
    ) -> impl Future<Output = Option<()>> + Send;

    /// Waits for a message; `None` if nobody will send one.
    fn recv<T: Message>(receiver: &mut Self::Receiver<T>)
    -> impl Future<Output = Option<T>> + Send;
}

/// `tokio::sync::mpsc`.
#[derive(Debug)]
pub struct TokioMpsc;

impl Channel for TokioMpsc {
    type Sender<T: Message> = tokio::sync::mpsc::Sender<T>;
    type Receiver<T: Message> = tokio::sync::mpsc::Receiver<T>;

    fn bounded<T: Message>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        tokio::sync::mpsc::channel(capacity)
    }

    async fn send<T: Message>(sender: &mut Self::Sender<T>, message: T) -> Option<()> {
        sender.send(message).await.ok()
    }

    async fn recv<T: Message>(receiver: &mut Self::Receiver<T>) -> Option<T> {
        receiver.recv().await
    }
}
