//! A server on a Unix socket.

use crate::{number, shout};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Collector, Handle, Stage};
use kamaelia_std::net::{
    CannotServe, ConnectionFault, UnixConnection, UnixListener, UnixPeer, UnixServer, UnixSocket,
};
use std::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener as Bound;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

/// A folder of a test's own, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kamaelia-unix-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Folder(path)
    }

    fn socket(&self) -> PathBuf {
        self.0.join("a.sock")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A server that serves, and the faults of its connections.
async fn serve<P: Stage<Bytes, Bytes>>(
    path: &Path,
    protocol: impl FnMut(&UnixConnection) -> P + Send + 'static,
) -> (Handle, Collector<ConnectionFault<UnixPeer>>) {
    let (mut bound, paths) = collect();
    let (faults, reports) = collect();
    let server = graphline! {
        SERVER = UnixServer::new(path, protocol).limit(2);
        WHERE  = paths;
        FAULTS = reports;

        SERVER.bound -> WHERE.inbox;
        SERVER.faults -> FAULTS.inbox;
    }
    .spawn();
    assert_eq!(bound.recv().await.as_deref(), Some(path));
    (server, faults)
}

async fn ask(path: &Path, question: &[u8]) -> Vec<u8> {
    let mut stream = UnixStream::connect(path).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let mut answer = Vec::new();
    let asking = async {
        writer.write_all(question).await.unwrap();
        writer.shutdown().await.unwrap();
    };
    let (_, read) = tokio::join!(asking, reader.read_to_end(&mut answer));
    read.unwrap();
    answer
}

async fn end(server: Handle) {
    server.stop();
    server.join().await.unwrap();
}

/// Why a path cannot be served.
async fn refusal(path: &Path) -> CannotServe {
    let outcome = graphline! { SERVER = UnixServer::new(path, |_| shout()); }
        .run()
        .await;
    let mut error: &(dyn Error + 'static) = outcome.as_ref().unwrap_err().as_fault().unwrap();
    while let Some(source) = error.source() {
        if let Some(refusal) = source.downcast_ref::<CannotServe>() {
            let error = refusal.error.kind().into();
            let path = refusal.path.clone();
            return CannotServe { path, error };
        }
        error = source;
    }
    panic!("{outcome:?}");
}

#[tokio::test]
async fn many_visitors_are_served_two_at_a_time_and_the_file_goes_at_the_end() {
    let folder = Folder::new();
    let path = folder.socket();
    let (server, _faults) = serve(&path, |_| shout()).await;
    let long: Vec<u8> = b"hello ".repeat(100_000);
    let visit = |_| {
        let (path, long) = (path.clone(), long.clone());
        tokio::spawn(async move { ask(&path, &long).await })
    };
    let visits: Vec<_> = (0..10).map(visit).collect();
    for visit in visits {
        assert_eq!(visit.await.unwrap(), long.to_ascii_uppercase());
    }
    end(server).await;
    assert!(!path.exists());
}

#[tokio::test]
async fn a_fault_of_one_connection_names_the_program_at_its_other_end() {
    let folder = Folder::new();
    let path = folder.socket();
    let (server, mut faults) = serve(&path, |_| number()).await;
    assert_eq!(ask(&path, b"\xff\n").await, b"");
    let fault = faults.recv().await.unwrap();
    let own = std::process::id();
    assert_eq!(fault.peer.process, Some(own.cast_signed()));
    let begin = format!("connection from process {own} of user ");
    assert!(fault.to_string().starts_with(&begin), "{fault}");
    assert_eq!(ask(&path, b"two\n").await, b"1 two\n");
    end(server).await;
}

#[tokio::test]
async fn the_file_has_the_permissions_it_was_given() {
    let folder = Folder::new();
    let path = folder.socket();
    for mode in [UnixListener::MODE, 0o660] {
        let (mut bound, paths) = collect();
        let server = graphline! {
            SERVER = UnixServer::new(&path, |_| shout()).mode(mode);
            WHERE  = paths;

            SERVER.bound -> WHERE.inbox;
        }
        .spawn();
        bound.recv().await.unwrap();
        let permissions = fs::metadata(&path).unwrap().permissions();
        assert_eq!(permissions.mode() & 0o777, mode);
        end(server).await;
    }
}

#[tokio::test]
async fn sockets_that_are_open_already_are_served_and_only_files_of_ours_go() {
    let folder = Folder::new();
    let (own, given) = (folder.socket(), folder.0.join("given.sock"));
    let sockets = [
        UnixSocket::listen(&own, 0o660).unwrap(),
        Bound::bind(&given).unwrap().into(),
    ];
    let (mut bound, paths) = collect();
    let server = graphline! {
        SERVER = UnixServer::serving(sockets, |_| shout());
        WHERE  = paths;

        SERVER.bound -> WHERE.inbox;
    }
    .spawn();
    for path in [&own, &given] {
        assert_eq!(bound.recv().await.as_ref(), Some(path));
        assert_eq!(ask(path, b"hello").await, b"HELLO");
    }
    end(server).await;
    assert!(!own.exists());
    assert!(given.exists());
}

#[tokio::test]
async fn a_file_that_was_left_behind_makes_room_and_one_that_is_served_does_not() {
    let folder = Folder::new();
    let path = folder.socket();
    drop(Bound::bind(&path).unwrap());
    assert!(path.exists());
    let (server, _faults) = serve(&path, |_| shout()).await;
    let refused = refusal(&path).await;
    assert_eq!(refused.error.kind(), ErrorKind::AddrInUse);
    assert_eq!(refused.path, path);
    // The one that serves is not disturbed.
    assert_eq!(ask(&path, b"still here").await, b"STILL HERE");
    end(server).await;
}

#[tokio::test]
async fn a_file_that_is_no_socket_stays() {
    let folder = Folder::new();
    let path = folder.socket();
    fs::write(&path, "precious").unwrap();
    let refused = refusal(&path).await;
    assert_eq!(refused.error.kind(), ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&path).unwrap(), b"precious");
}

#[tokio::test]
async fn a_server_removes_no_file_but_its_own() {
    let folder = Folder::new();
    let path = folder.socket();
    let (server, _faults) = serve(&path, |_| shout()).await;
    fs::remove_file(&path).unwrap();
    let (other, _others) = serve(&path, |_| number()).await;
    end(server).await;
    assert_eq!(ask(&path, b"hello\n").await, b"1 hello\n");
    end(other).await;
    assert!(!path.exists());
}
