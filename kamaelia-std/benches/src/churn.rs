//! Connections that come and go, many of which come to no good end.

use crate::Result;
use crate::echo::visitors;
use crate::peer::Peer;
use crate::server::Kind;
use crate::table::{Mark, Row};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// How long guests come and go before anything is measured: what is made once and
/// kept is there then.
const WARM_UP: Duration = Duration::from_secs(5);

/// Guests at as many places, for so long. Then the heap of the server with every place
/// taken that it has is what it was with all of them taken before.
///
/// The server has a fifth more of them: a guest may come before the one who was there
/// before is quite gone.
pub(crate) async fn come_and_go(places: usize, time: Duration) -> Result<Row> {
    let limit = places + places / 5;
    let mut peer = Peer::start_with(Kind::Frail, limit)?;
    guests(&peer, places, WARM_UP).await?;
    let before = heap_when_full(&mut peer, limit).await?;
    let (sound, others) = guests(&peer, places, time).await?;
    let after = heap_when_full(&mut peer, limit).await?;
    Ok(Row {
        name: format!(
            "{places} places, whose guests come and go for {} s, and half of whom fail",
            time.as_secs()
        ),
        plain: String::new(),
        ours: format!(
            "{sound} guests had all their answers, {others} did not want them; \
             {before:.0} bytes of the heap before, {after:.0} after"
        ),
        marks: vec![Mark::at_most("heap after", 1.01, after / before)],
    })
}

/// The heap with a guest in each place who has been served: nobody else is there.
async fn heap_when_full(peer: &mut Peer, places: usize) -> Result<f64> {
    let guests = visitors(peer, places, b"hello\n").await?;
    let heap = peer.heap()?;
    drop(guests);
    Ok(heap)
}

/// How many were served as they should be, and how many wanted no such thing.
async fn guests(peer: &Peer, places: usize, time: Duration) -> Result<(u64, u64)> {
    let end = Instant::now() + time;
    let mut guests = JoinSet::new();
    for place in 0..places {
        guests.spawn(place_of(place as u64, peer.address(place), end));
    }
    let (mut sound, mut others) = (0, 0);
    while let Some(guest) = guests.join_next().await {
        let (good, bad) = guest??;
        sound += good;
        others += bad;
    }
    Ok((sound, others))
}

/// One guest after another; gives how many were served as they should be, and how
/// many wanted no such thing.
async fn place_of(seed: u64, address: SocketAddr, end: Instant) -> Result<(u64, u64)> {
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut sound, mut others) = (0, 0);
    // They do not all come at once.
    sleep(Duration::from_millis(random.u64(0..5000))).await;
    while Instant::now() < end {
        let mut stream = TcpStream::connect(address).await?;
        let pause = Duration::from_millis(random.u64(0..8000));
        if random.bool() {
            let served = is_served(&mut stream, &mut random, pause).await;
            served.map_err(|error| format!("a guest was harmed: {error}"))?;
            sound += 1;
        } else {
            // Whatever becomes of these is as good.
            let _ = misbehave(&mut stream, &mut random, pause).await;
            others += 1;
        }
    }
    Ok((sound, others))
}

/// Says something a few times, and gets exactly that back.
async fn is_served(
    stream: &mut TcpStream,
    random: &mut fastrand::Rng,
    pause: Duration,
) -> Result<()> {
    for _ in 0..random.usize(1..5) {
        let length = random.usize(1..2000);
        let mut line: Vec<u8> = (0..length).map(|_| random.lowercase() as u8).collect();
        // No order is that long.
        line.extend_from_slice(b" is not an order\n");
        let mut answer = vec![0; line.len()];
        let (mut reader, mut writer) = stream.split();
        let (asked, answered) =
            tokio::join!(writer.write_all(&line), reader.read_exact(&mut answer));
        asked?;
        answered?;
        if answer != line {
            return Err("a guest has got something else than its answer".into());
        }
        sleep(pause).await;
    }
    stream.shutdown().await?;
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await?;
    match rest.is_empty() {
        true => Ok(()),
        false => Err("a guest has got more than its answers".into()),
    }
}

async fn misbehave(
    stream: &mut TcpStream,
    random: &mut fastrand::Rng,
    pause: Duration,
) -> std::io::Result<()> {
    match random.u8(0..7) {
        // Says nothing, and goes.
        0 => sleep(pause).await,
        // Goes in the middle of a line.
        1 => stream.write_all(b"hel").await?,
        // Is gone all of a sudden.
        2 => {
            stream.write_all(b"hello\nhel").await?;
            sleep(pause).await;
            socket2::SockRef::from(&*stream).set_linger(Some(Duration::ZERO))?;
        }
        // Says what is no text.
        3 => stream.write_all(b"\xff\n").await?,
        // Does not listen to its answers.
        4 => {
            let line = [b'a'; 1000];
            for _ in 0..random.usize(1..300) {
                stream.write_all(&line).await?;
                stream.write_all(b"\n").await?;
            }
        }
        5 => stream.write_all(b"hello\nfail\nhello\n").await?,
        _ => stream.write_all(b"panic\n").await?,
    }
    sleep(pause).await;
    Ok(())
}
