//! The channel crates, between the same tokio tasks.

use crate::tasks::{Channel, Item};

/// `flume`.
#[derive(Debug)]
pub struct Flume;

impl Channel for Flume {
    type Sender<T: Item> = flume::Sender<T>;
    type Receiver<T: Item> = flume::Receiver<T>;

    fn bounded<T: Item>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        flume::bounded(capacity)
    }

    async fn send<T: Item>(sender: &mut Self::Sender<T>, message: T) -> Option<()> {
        sender.send_async(message).await.ok()
    }

    async fn recv<T: Item>(receiver: &mut Self::Receiver<T>) -> Option<T> {
        receiver.recv_async().await.ok()
    }
}

/// `kanal`.
#[derive(Debug)]
pub struct Kanal;

impl Channel for Kanal {
    type Sender<T: Item> = kanal::AsyncSender<T>;
    type Receiver<T: Item> = kanal::AsyncReceiver<T>;

    fn bounded<T: Item>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        kanal::bounded_async(capacity)
    }

    async fn send<T: Item>(sender: &mut Self::Sender<T>, message: T) -> Option<()> {
        sender.send(message).await.ok()
    }

    async fn recv<T: Item>(receiver: &mut Self::Receiver<T>) -> Option<T> {
        receiver.recv().await.ok()
    }
}

/// `async-channel`.
#[derive(Debug)]
pub struct AsyncChannel;

impl Channel for AsyncChannel {
    type Sender<T: Item> = async_channel::Sender<T>;
    type Receiver<T: Item> = async_channel::Receiver<T>;

    fn bounded<T: Item>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        async_channel::bounded(capacity)
    }

    async fn send<T: Item>(sender: &mut Self::Sender<T>, message: T) -> Option<()> {
        sender.send(message).await.ok()
    }

    async fn recv<T: Item>(receiver: &mut Self::Receiver<T>) -> Option<T> {
        receiver.recv().await.ok()
    }
}

/// `crossfire`, for several writers and one reader.
#[derive(Debug)]
pub struct Crossfire;

impl Channel for Crossfire {
    type Sender<T: Item> = crossfire::MAsyncTx<crossfire::mpsc::Array<T>>;
    type Receiver<T: Item> = crossfire::AsyncRx<crossfire::mpsc::Array<T>>;

    fn bounded<T: Item>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        crossfire::mpsc::bounded_async(capacity)
    }

    async fn send<T: Item>(sender: &mut Self::Sender<T>, message: T) -> Option<()> {
        sender.send(message).await.ok()
    }

    async fn recv<T: Item>(receiver: &mut Self::Receiver<T>) -> Option<T> {
        receiver.recv().await.ok()
    }
}

/// `crossfire`, for one writer and one reader.
#[derive(Debug)]
pub struct CrossfireSpsc;

impl Channel for CrossfireSpsc {
    type Sender<T: Item> = crossfire::AsyncTx<crossfire::spsc::Array<T>>;
    type Receiver<T: Item> = crossfire::AsyncRx<crossfire::spsc::Array<T>>;

    fn bounded<T: Item>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        crossfire::spsc::bounded_async(capacity)
    }

    async fn send<T: Item>(sender: &mut Self::Sender<T>, message: T) -> Option<()> {
        sender.send(message).await.ok()
    }

    async fn recv<T: Item>(receiver: &mut Self::Receiver<T>) -> Option<T> {
        receiver.recv().await.ok()
    }
}
