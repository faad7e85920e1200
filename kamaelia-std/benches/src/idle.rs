//! Connections at rest.

use crate::Result;
use crate::echo::visitors;
use crate::peer::Peer;
use crate::server::Kind;
use crate::table::{Mark, Row};

/// The bytes that each of so many connections at rest holds, after it has said
/// `word` and had it back: nothing, for one that has never spoken.
pub(crate) async fn bytes(connections: usize, word: &[u8], name: &str) -> Result<Row> {
    let plain = held(Kind::Plain, connections, word).await?;
    let ours = held(Kind::Ours, connections, word).await?;
    let figures = |held: &Held| {
        format!(
            "{:.0} bytes of the heap, {:.0} resident",
            held.heap, held.resident
        )
    };
    let above = (ours.heap - plain.heap) / 1024.0;
    let resident = (ours.resident - plain.resident) / 1024.0;
    Ok(Row {
        name: format!("{connections} idle connections, {name}: each"),
        plain: figures(&plain),
        ours: figures(&ours),
        marks: vec![
            Mark::at_most("KiB of the heap above", 8.0, above),
            Mark::at_most("KiB resident above", 8.0, resident),
        ],
    })
}

struct Held {
    heap: f64,
    resident: f64,
}

async fn held(kind: Kind, connections: usize, word: &[u8]) -> Result<Held> {
    let mut peer = Peer::start(kind, true)?;
    // What the first ones bring about is there for all of them.
    let mut first = visitors(&peer, 10, b"hello").await?;
    let (heap, resident) = (peer.heap()?, peer.resident()?);
    let idle = visitors(&peer, connections, word).await?;
    // The last of those that did not speak is there when one after it is served.
    first.extend(visitors(&peer, 1, b"hello").await?);
    let each = |after: f64, before: f64| (after - before) / connections as f64;
    let held = Held {
        heap: each(peer.heap()?, heap),
        resident: each(peer.resident()?, resident),
    };
    drop((idle, first));
    Ok(held)
}
