//! The servers, each in a process of its own.

use crate::{Result, allocations};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Stage, Stop};
use kamaelia_std::net::TcpServer;
use kamaelia_std::util::{LineSplit, NullSink, PassThrough};
use std::io::BufRead;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// What serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Written by hand with tokio: a task for each connection, which echoes by a
    /// buffer of 1 KiB, as in the documentation of tokio.
    Plain,
    /// The same with a buffer for much at a time.
    PlainStream,
    /// The same as a [`TcpServer`] of [`PassThrough`].
    Ours,
    /// A [`TcpServer`] whose connections fail and panic when they are asked to.
    Frail,
}

impl Kind {
    /// The word for it on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Plain => "plain",
            Kind::PlainStream => "plain-stream",
            Kind::Ours => "ours",
            Kind::Frail => "frail",
        }
    }

    pub(crate) fn of(word: &str) -> Result<Kind> {
        let kinds = [Kind::Plain, Kind::PlainStream, Kind::Ours, Kind::Frail];
        let found = kinds.into_iter().find(|kind| kind.word() == word);
        Ok(found.ok_or("there is no such server")?)
    }
}

/// Serves until standard input ends. Says where it listens, and for each line that
/// it reads how many bytes live on its heap.
pub(crate) fn run(kind: &str, counts: bool, places: usize) -> Result<()> {
    let kind = Kind::of(kind)?;
    rlimit::increase_nofile_limit(u64::MAX)?;
    if counts {
        allocations::count();
    }
    let runtime = Runtime::new()?;
    let (found, address) = std::sync::mpsc::channel();
    runtime.spawn(async move {
        let served = match kind {
            Kind::Plain => plain(found, 1024).await,
            Kind::PlainStream => plain(found, 16 * 1024).await,
            Kind::Ours => ours(found, places, |_| PassThrough::new()).await,
            Kind::Frail => ours(found, places, |_| frail()).await,
        };
        if let Err(error) = served {
            eprintln!("the server has failed: {error}");
            std::process::exit(1);
        }
    });
    println!("{}", address.recv()?);
    for _line in std::io::stdin().lock().lines() {
        println!("{}", allocations::live());
    }
    // Nobody asks any more; what still runs is nobody's business.
    std::process::exit(0);
}

type Found = std::sync::mpsc::Sender<SocketAddr>;

async fn plain(found: Found, buffer: usize) -> Result<()> {
    let listener = TcpListener::bind("0.0.0.0:0").await?;
    found.send(listener.local_addr()?)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(echo(stream, buffer));
    }
}

async fn echo(mut stream: TcpStream, buffer: usize) -> std::io::Result<()> {
    let mut buffer = vec![0; buffer];
    loop {
        let length = stream.read(&mut buffer).await?;
        if length == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..length]).await?;
    }
}

async fn ours<P: Stage<Bytes, Bytes>>(
    found: Found,
    places: usize,
    protocol: impl FnMut(&kamaelia_std::net::Connection) -> P + Send + 'static,
) -> Result<()> {
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = TcpServer::new("0.0.0.0:0", protocol).limit(places);
        WHERE  = wheres;
        FAULTS = NullSink::new();

        SERVER.bound -> WHERE.inbox;
        SERVER.faults -> FAULTS.inbox;
    }
    .spawn();
    let address = addresses.recv().await.ok_or("it does not listen")?;
    found.send(address)?;
    server
        .join()
        .await
        .map_err(|fault| fault.to_string().into())
}

/// Gives lines back, and does as it is told.
fn frail() -> impl Stage<Bytes, Bytes> {
    pipeline![LineSplit::new(), Obey::new()]
}

/// Gives lines back, unless they are an order.
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
                "panic" => panic!("as it was told to"),
                "end" => return Ok(()),
                _ => self.outbox.send(Bytes::from(line + "\n")).await?,
            }
        }
        Ok(())
    }
}
