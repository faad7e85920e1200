//! Clients that ask, wait for the answer, and ask again.

use crate::Result;
use crate::numbers::{median, percentile};
use crate::peer::Peer;
use crate::server::Kind;
use crate::table::{Mark, Row};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const ROUNDS: usize = 15;
const TIMED: Duration = Duration::from_millis(800);

/// What a client says: much shorter than a packet, or a long stream.
const WORD: usize = 64;
const STREAM: usize = 256 * 1024;

/// Round trips of short messages, on so many connections at a time.
pub(crate) async fn round_trips(connections: usize) -> Result<Row> {
    let name = format!("TCP echo of {WORD} bytes, connections at a time: {connections}");
    compare(name, Kind::Plain, connections, WORD).await
}

/// One connection that sends and receives without a pause.
pub(crate) async fn stream() -> Result<Row> {
    let name = format!(
        "TCP echo of {} KiB at a time, one connection",
        STREAM / 1024
    );
    compare(name, Kind::PlainStream, 1, STREAM).await
}

async fn compare(name: String, plain: Kind, connections: usize, length: usize) -> Result<Row> {
    let mut rounds = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        // How fast a process is depends on where the system has put its memory as well.
        let peers = [Peer::start(plain, false)?, Peer::start(Kind::Ours, false)?];
        for turn in 0..2 {
            // Each is first as often as the other.
            let at = (round + turn) % 2;
            rounds[at].push(load(&peers[at], connections, length).await?);
        }
    }
    let of = |at: usize, figure: fn(&Load) -> f64| median(rounds[at].iter().map(figure));
    let ratio = |figure: fn(&Load) -> f64| {
        // Both of a round have met the same neighbours on the machine.
        median(
            rounds[1]
                .iter()
                .zip(&rounds[0])
                .map(|(a, b)| figure(a) / figure(b)),
        )
    };
    let figures = |at| {
        format!(
            "{:.0}/s, p99 {:.0} µs, {:.2} µs of the processor each",
            of(at, |load| load.per_second),
            of(at, |load| load.p99),
            of(at, |load| load.cpu),
        )
    };
    Ok(Row {
        name,
        plain: figures(0),
        ours: figures(1),
        marks: vec![
            Mark::at_least("throughput", 0.95, ratio(|load| load.per_second)),
            Mark::at_most("p99", 1.15, ratio(|load| load.p99)),
            Mark::none("processor time", ratio(|load| load.cpu)),
        ],
    })
}

/// Asks a server for ten rounds: for profilers, which look at its process.
pub(crate) async fn load_for_profilers(kind: &str, connections: usize) -> Result<()> {
    let peer = Peer::start(Kind::of(kind)?, false)?;
    for _ in 0..10 {
        let load = load(&peer, connections, WORD).await?;
        println!(
            "{:.0}/s, {:.2} µs of the processor",
            load.per_second, load.cpu
        );
    }
    Ok(())
}

struct Load {
    per_second: f64,
    /// Microseconds.
    p99: f64,
    /// Microseconds of the server's processor for each round trip.
    cpu: f64,
}

async fn load(peer: &Peer, connections: usize, length: usize) -> Result<Load> {
    let mut streams = Vec::new();
    for client in 0..connections {
        let stream = TcpStream::connect(peer.address(client)).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    // Everybody has been served once before the clock starts.
    let (streams, _) = ask(streams, length, Duration::ZERO).await?;
    let (start, cpu) = (Instant::now(), peer.cpu()?);
    let (streams, mut times) = ask(streams, length, TIMED).await?;
    let (taken, cpu) = (start.elapsed(), peer.cpu()? - cpu);
    drop(streams);
    Ok(Load {
        per_second: times.len() as f64 / taken.as_secs_f64(),
        p99: percentile(&mut times, 0.99) / 1000.0,
        cpu: cpu.as_secs_f64() * 1e6 / times.len() as f64,
    })
}

/// Each asks at least once, and again until the time is over; gives the nanoseconds
/// of each round trip.
async fn ask(
    streams: Vec<TcpStream>,
    length: usize,
    time: Duration,
) -> Result<(Vec<TcpStream>, Vec<f64>)> {
    let end = Instant::now() + time;
    let mut asking = JoinSet::new();
    for stream in streams {
        asking.spawn(client(stream, length, end));
    }
    let (mut streams, mut times) = (Vec::new(), Vec::new());
    while let Some(asked) = asking.join_next().await {
        let (stream, taken) = asked??;
        streams.push(stream);
        times.extend(taken);
    }
    Ok((streams, times))
}

async fn client(
    mut stream: TcpStream,
    length: usize,
    end: Instant,
) -> std::io::Result<(TcpStream, Vec<f64>)> {
    let question = vec![7; length];
    let mut answer = vec![0; length];
    let mut times = Vec::new();
    loop {
        let start = Instant::now();
        let (mut reader, mut writer) = stream.split();
        let (asked, answered) =
            tokio::join!(writer.write_all(&question), reader.read_exact(&mut answer));
        asked?;
        answered?;
        let now = Instant::now();
        times.push((now - start).as_nanos() as f64);
        if now >= end {
            return Ok((stream, times));
        }
    }
}

/// So many connections that each have said so much and had it back.
pub(crate) async fn visitors(
    peer: &Peer,
    connections: usize,
    word: &[u8],
) -> Result<Vec<TcpStream>> {
    let mut visitors = Vec::new();
    let mut answer = vec![0; word.len()];
    for client in 0..connections {
        if word.is_empty() && client % 100 == 0 {
            // Who is answered was taken out of the system's queue, and who came before
            // as well: it does not overflow.
            let mut stream = TcpStream::connect(peer.address(client)).await?;
            stream.write_all(b"hello\n").await?;
            stream.read_exact(&mut [0; 6]).await?;
        }
        let mut stream = TcpStream::connect(peer.address(client)).await?;
        stream.write_all(word).await?;
        stream.read_exact(&mut answer).await?;
        visitors.push(stream);
    }
    Ok(visitors)
}
