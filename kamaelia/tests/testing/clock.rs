//! The paused clock, threads, and input and output.

use crate::{BlockingEcho, Echo, HOUR, Later, Restless, Source};
use kamaelia::prelude::*;
use kamaelia::testing::{Schedules, outputs, run};
use std::sync::mpsc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[test]
fn hours_pass_at_once() {
    run(async || {
        let start = tokio::time::Instant::now();
        let outputs = outputs(Later::new(), 0..24).await?;
        assert_eq!(outputs.len(), 24);
        assert_eq!(start.elapsed(), 24 * HOUR);
        Ok(())
    });
}

/// Repeats every message that comes within a second after the last one; after
/// that one it gives up.
#[derive(Component)]
struct Impatient {
    #[inbox]
    inbox: Inbox<u8>,
    #[outbox]
    outbox: Outbox<u8>,
}

impl Main for Impatient {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv_timeout(Duration::from_secs(1)).await? {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

#[test]
fn the_clock_stands_still_while_a_thread_works() {
    let work = Duration::from_millis(5);
    run(async || {
        let (mut results, sink) = collect();
        graphline! {
            SOURCE    = Source::new(vec![1, 2, 3]);
            BLOCKING  = BlockingEcho::new().work(work);
            THREAD    = Echo::new() on thread;
            BOTH      = BlockingEcho::new().work(work) on thread;
            IMPATIENT = Impatient::new();
            SINK      = sink;

            SOURCE -> BLOCKING -> THREAD -> BOTH -> IMPATIENT -> SINK;
        }
        .run()
        .await?;
        let mut all = Vec::new();
        results.recv_many(&mut all, 4).await;
        assert_eq!(all, [1, 2, 3]);
        Ok(())
    });
}

#[test]
fn the_clock_goes_on_while_threads_wait_for_boxes_and_timers() {
    run(async || {
        let start = tokio::time::Instant::now();
        let (mut results, sink) = collect();
        graphline! {
            SOURCE   = Source::new(vec![1, 2]).pause(HOUR) on thread;
            BLOCKING = BlockingEcho::new();
            LATER    = Later::new() on thread;
            SINK     = sink;

            SOURCE -> BLOCKING -> LATER -> SINK;
        }
        .run()
        .await?;
        let mut all = Vec::new();
        results.recv_many(&mut all, 3).await;
        assert_eq!(all, [1, 2]);
        assert_eq!(start.elapsed(), 3 * HOUR);
        Ok(())
    });
}

/// Waits for what is no box, and blocks its thread.
#[derive(Component)]
#[component(blocking)]
struct Deaf {
    #[outbox]
    outbox: Outbox<u8>,
    word: mpsc::Receiver<u8>,
}

impl Blocking for Deaf {
    fn main(mut self) -> Outcome {
        let word = self.word.recv()?;
        self.outbox.send_blocking(word)?;
        Ok(())
    }
}

#[test]
fn the_clock_does_not_wait_for_ever_for_a_thread_that_waits_for_something_else() {
    Schedules::random(2).run(async || {
        let (say, word) = mpsc::channel();
        let (mut results, sink) = collect();
        let graph = graphline! { DEAF = Deaf::new(word); SINK = sink; DEAF -> SINK; }.spawn();
        tokio::time::sleep(HOUR).await;
        say.send(7)?;
        assert_eq!(results.recv().await, Some(7));
        graph.join().await
    });
}

#[test]
fn the_grace_time_is_over_at_once_for_a_thread_that_does_not_end() {
    Schedules::random(2).run(async || {
        let (say, word) = mpsc::channel();
        let (_results, sink) = collect();
        let graph = graphline! { DEAF = Deaf::new(word); SINK = sink; DEAF -> SINK; };
        let graph = graph.grace(HOUR).spawn();
        graph.stop();
        let fault = graph.join().await.unwrap_err().to_string();
        assert!(fault.contains("abandoned"), "{fault}");
        drop(say);
        Ok(())
    });
}

#[test]
fn the_grace_time_is_over_for_who_never_waits() {
    Schedules::random(2).run(async || {
        let (_results, sink) = collect();
        let graph = graphline! { RESTLESS = Restless::new(); SINK = sink; RESTLESS -> SINK; };
        let graph = graph.spawn();
        graph.shutdown(Shutdown::Now);
        let fault = graph.join().await.unwrap_err().to_string();
        assert!(fault.contains("`RESTLESS`"), "{fault}");
        assert!(fault.contains("dropped"), "{fault}");
        Ok(())
    });
}

#[test]
fn input_and_output_go_on() {
    Schedules::random(3).run(async || {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let server = async {
            let (mut stream, _) = listener.accept().await?;
            let (mut reader, mut writer) = stream.split();
            tokio::io::copy(&mut reader, &mut writer).await?;
            Outcome::Ok(())
        };
        let client = async {
            let mut stream = tokio::net::TcpStream::connect(address).await?;
            stream.write_all(b"hello").await?;
            stream.shutdown().await?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await?;
            assert_eq!(answer, "hello");
            Ok(())
        };
        let (server, client) = tokio::join!(server, client);
        server.and(client)
    });
}
