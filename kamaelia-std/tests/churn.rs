//! A server whose guests come and go, and many of whom fail, gives back what it
//! took for them: the short form of what the benches do for a minute. A program of
//! its own, for it counts what lives on the heap.
#![cfg(feature = "net")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Stage, Stop};
use kamaelia_std::net::TcpServer;
use kamaelia_std::util::{LineSplit, NullSink};
use std::alloc::{GlobalAlloc, Layout, System};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The system's allocator, which counts.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static LIVE: AtomicIsize = AtomicIsize::new(0);

#[expect(unsafe_code, reason = "an allocator is")]
// SAFETY: all work is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size().cast_signed(), Ordering::Relaxed);
        // SAFETY: the caller keeps to the same contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size().cast_signed(), Ordering::Relaxed);
        // SAFETY: the caller keeps to the same contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Gives lines back, and does as it is told.
#[derive(Component)]
struct Obey {
    #[inbox]
    inbox: Inbox<String>,
    #[outbox]
    outbox: Outbox<Bytes>,
}

impl Main for Obey {
    async fn main(mut self) -> Outcome {
        while let Some(line) = self.inbox.recv().await {
            match line.as_str() {
                "fail" => return Err(Stop::fault("as it was told to")),
                "end" => return Ok(()),
                _ => self.outbox.send(Bytes::from(line + "\n")).await?,
            }
        }
        Ok(())
    }
}

fn obey() -> impl Stage<Bytes, Bytes> {
    pipeline![LineSplit::new(), Obey::new()]
}

/// How many may be there at a time.
const PLACES: usize = 100;

/// Who comes and goes at each of them.
const GUESTS: usize = 10;

/// A guest in each place who is served: then nobody else is there.
async fn heap_when_full(address: SocketAddr) -> isize {
    let mut guests = Vec::new();
    for _ in 0..PLACES {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"hello\n").await.unwrap();
        stream.read_exact(&mut [0; 6]).await.unwrap();
        guests.push(stream);
    }
    LIVE.load(Ordering::Relaxed)
}

/// The least of several: what is left of a connection that has ended goes now and
/// then, together with that of others.
async fn least_heap(address: SocketAddr) -> isize {
    let mut least = isize::MAX;
    for _ in 0..8 {
        least = least.min(heap_when_full(address).await);
    }
    least
}

/// Gets exactly its answers, whatever the others do.
async fn is_served(stream: &mut TcpStream, guest: usize) {
    let question = format!("this is {guest}\n").repeat(1 + guest % 7);
    stream.write_all(question.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, question);
}

async fn misbehave(stream: &mut TcpStream, guest: usize) -> std::io::Result<()> {
    match guest % 6 {
        // Says nothing, and goes.
        0 => Ok(()),
        // Goes in the middle of a line.
        1 => stream.write_all(b"hello\nhel").await,
        // Says what is no text.
        2 => stream.write_all(b"\xff\n").await,
        3 => stream.write_all(b"hello\nfail\nhello\n").await,
        // Does not listen to its answers.
        4 => stream.write_all(&b"listen\n".repeat(10_000)).await,
        // Hears the end, and is gone all of a sudden.
        _ => {
            stream.write_all(b"hello\nend\n").await?;
            stream.read_to_end(&mut Vec::new()).await.map(drop)
        }
    }
}

/// One guest after another.
async fn place(number: usize, address: SocketAddr) {
    for guest in 0..GUESTS {
        let guest = guest * 7 + number;
        let mut stream = TcpStream::connect(address).await.unwrap();
        if guest.is_multiple_of(2) {
            is_served(&mut stream, guest).await;
        } else {
            // Whatever becomes of these is as good.
            let _ = misbehave(&mut stream, guest / 2).await;
        }
    }
}

#[tokio::test]
async fn guests_that_fail_harm_nobody_and_leave_nothing_behind() {
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", |_| obey())
            .limit(PLACES)
            .send_timeout(Duration::from_secs(1));
        WHERE  = wheres;
        FAULTS = NullSink::new();

        SERVER.bound -> WHERE.inbox;
        SERVER.faults -> FAULTS.inbox;
    }
    .spawn();
    let address = addresses.recv().await.unwrap();
    // What is made once and kept is made now.
    come_and_go(address).await;
    let before = least_heap(address).await;
    come_and_go(address).await;
    let after = least_heap(address).await;
    let more = (after - before) as f64 / before as f64;
    assert!(more < 0.01, "{before} bytes before, {after} after");
    server.stop();
    server.join().await.unwrap();
}

async fn come_and_go(address: SocketAddr) {
    let visits: Vec<_> = (0..PLACES)
        .map(|number| tokio::spawn(place(number, address)))
        .collect();
    for visit in visits {
        visit.await.unwrap();
    }
}
