//! A socket's file: how it is made, and how it goes.

use socket2::{Domain, SockAddr, Socket, Type};
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::fs::{self, File, Permissions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tokio::net::{UnixListener, UnixSocket};

/// How many may wait in the queue of the system until they are taken.
const QUEUE: u32 = 128;

/// A file of a socket that is listened on. It goes with this.
#[derive(Debug)]
pub(super) struct SocketFile {
    path: PathBuf,
    /// Which file it is: one of the same name may be another's.
    identity: (u64, u64),
}

impl SocketFile {
    /// Makes the file with these permissions and listens on it. A file of a socket that
    /// nobody listens on any more makes room.
    pub(super) fn listen(path: &Path, mode: u32) -> io::Result<(SocketFile, UnixListener)> {
        let socket = UnixSocket::new_stream()?;
        if let Err(error) = socket.bind(path) {
            if error.kind() != ErrorKind::AddrInUse {
                return Err(error);
            }
            take_over(path, &socket)?;
        }
        let meta = fs::symlink_metadata(path)?;
        let file = SocketFile {
            path: path.to_owned(),
            identity: (meta.dev(), meta.ino()),
        };
        // Nobody can connect before it is listened on, so none come by other permissions.
        fs::set_permissions(path, Permissions::from_mode(mode))?;
        Ok((file, socket.listen(QUEUE)?))
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        let is_ours = fs::symlink_metadata(&self.path)
            .is_ok_and(|meta| (meta.dev(), meta.ino()) == self.identity);
        if is_ours {
            // If it stays, the next one takes it over.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Binds to a path where something is, if that is a socket of nobody.
fn take_over(path: &Path, socket: &UnixSocket) -> io::Result<()> {
    let in_use = || io::Error::from(ErrorKind::AddrInUse);
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // Of two who find the same file, one might remove what the other has just made.
    let folder = File::open(folder)?;
    match folder.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(in_use()),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    if !fs::symlink_metadata(path)?.file_type().is_socket() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let caller = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    // Where many wait to be taken, one more is not waited for.
    caller.set_nonblocking(true)?;
    match caller.connect(&SockAddr::unix(path)?) {
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => fs::remove_file(path)?,
        Err(error) if error.kind() != ErrorKind::WouldBlock => return Err(error),
        Ok(()) | Err(_) => return Err(in_use()),
    }
    socket.bind(path)
}

/// A path that cannot be served, and why.
#[derive(Debug)]
pub struct CannotServe {
    /// The path, as it was written.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

impl Display for CannotServe {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.error.kind() {
            ErrorKind::AddrInUse => write!(
                f,
                "cannot serve `{path}`: another program does; end it, or choose another path"
            ),
            ErrorKind::AlreadyExists => write!(
                f,
                "cannot serve `{path}`: it is a file and no socket; move it, or choose another path"
            ),
            ErrorKind::InvalidInput => write!(
                f,
                "cannot serve `{path}`: {}; choose a shorter path",
                self.error
            ),
            ErrorKind::NotFound => write!(f, "cannot serve `{path}`: its folder is not there"),
            _ => write!(f, "cannot serve `{path}`: {}", self.error),
        }
    }
}

impl Error for CannotServe {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: ErrorKind, said: &str) {
        let path = PathBuf::from("x.sock");
        let error = CannotServe {
            path,
            error: kind.into(),
        };
        let text = error.to_string();
        assert!(text.starts_with("cannot serve `x.sock`: "), "{text}");
        assert!(text.contains(said), "{text}");
    }

    #[test]
    fn an_error_says_what_to_do() {
        check(ErrorKind::AddrInUse, "another program does; end it");
        check(ErrorKind::AlreadyExists, "no socket; move it");
        check(ErrorKind::InvalidInput, "choose a shorter path");
        check(ErrorKind::NotFound, "its folder is not there");
        check(ErrorKind::PermissionDenied, "permission denied");
    }
}
