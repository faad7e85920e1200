//! Large messages: shared payloads for the fan-out, and chunks that are filled
//! at one end and summed at the other.

use crate::Total;
use kamaelia::prelude::*;
use std::sync::Arc;

/// Bytes of a message of the fan-out.
pub const SIZE_OF_PAYLOAD: usize = 1024;

/// Bytes of a chunk.
pub const SIZE_OF_CHUNK: usize = 64 * 1024;

/// Allocates and fills a payload, as one is made of a buffer.
pub fn payload(number: u64) -> Arc<[u8]> {
    vec![number as u8; SIZE_OF_PAYLOAD].into()
}

/// Allocates and fills a chunk.
pub fn chunk(number: u64) -> Vec<u8> {
    vec![number as u8; SIZE_OF_CHUNK]
}

/// Sends payloads, each freshly allocated.
#[derive(Component)]
pub struct Payloads {
    /// The payloads.
    #[outbox]
    outbox: Outbox<Arc<[u8]>>,
    count: u64,
}

impl Main for Payloads {
    async fn main(mut self) -> Outcome {
        for number in 0..self.count {
            self.outbox.send(payload(number)).await?;
        }
        Ok(())
    }
}

/// Sends chunks, each freshly allocated and filled.
#[derive(Component)]
pub struct Chunks {
    /// The chunks.
    #[outbox]
    outbox: Outbox<Vec<u8>>,
    count: u64,
}

impl Main for Chunks {
    async fn main(mut self) -> Outcome {
        for number in 0..self.count {
            self.outbox.send(chunk(number)).await?;
        }
        Ok(())
    }
}

/// Sums bytes of each message: all of them, or the first.
#[derive(Component)]
pub struct ByteSum<T: Message> {
    /// The messages.
    #[inbox]
    inbox: Inbox<T>,
    of: fn(&T) -> u64,
    result: Total,
}

impl<T: Message> Main for ByteSum<T> {
    async fn main(mut self) -> Outcome {
        let mut sum = 0_u64;
        while let Some(message) = self.inbox.recv().await {
            sum = sum.wrapping_add((self.of)(&message));
        }
        self.result.add(sum);
        Ok(())
    }
}
