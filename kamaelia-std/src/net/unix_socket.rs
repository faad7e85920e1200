//! Unix sockets that are listened on, with their files: how these are made, and how they
//! go.

use socket2::{Domain, SockAddr, Socket, Type};
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::fs::{self, File, Permissions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

/// How many may wait in the queue of the system until they are taken, as far as it
/// allows.
const QUEUE: i32 = 4096;

/// A Unix socket on which the system listens, for a
/// [`UnixServer`](super::UnixServer::serving). Its file goes with it, if it was made here.
///
/// ```
/// use kamaelia_std::net::UnixSocket;
/// use std::os::unix::net::UnixStream;
///
/// # fn main() -> Result<(), kamaelia_std::net::CannotServe> {
/// # let path = std::env::temp_dir().join(format!("unix-socket-{}", std::process::id()));
/// let socket = UnixSocket::listen(&path, 0o660)?;
/// assert!(UnixStream::connect(socket.path()).is_ok());
/// drop(socket);
/// assert!(!path.exists());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct UnixSocket {
    listener: UnixListener,
    path: PathBuf,
    file: Option<SocketFile>,
}

impl UnixSocket {
    /// Makes the file with these permissions and listens on it. A file of a socket that
    /// nobody listens on any more makes room.
    ///
    /// # Errors
    ///
    /// [`CannotServe`], which names the path.
    pub fn listen(path: impl Into<PathBuf>, mode: u32) -> Result<UnixSocket, CannotServe> {
        let path = path.into();
        match SocketFile::listen(&path, mode) {
            Ok((file, listener)) => Ok(UnixSocket {
                listener,
                path,
                file: Some(file),
            }),
            Err(error) => Err(CannotServe { path, error }),
        }
    }

    /// Where it is; empty where it has no name, or one that is no file's.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is listened on in this runtime, and the file, to be kept as long.
    pub(super) fn open(self) -> io::Result<(tokio::net::UnixListener, Option<SocketFile>)> {
        self.listener.set_nonblocking(true)?;
        let listener = tokio::net::UnixListener::from_std(self.listener)?;
        Ok((listener, self.file))
    }
}

/// One that somebody else has made: whoever started the program, say. Its file stays.
impl From<UnixListener> for UnixSocket {
    fn from(listener: UnixListener) -> UnixSocket {
        let address = listener.local_addr().ok();
        let path = address.and_then(|address| address.as_pathname().map(Path::to_owned));
        UnixSocket {
            listener,
            path: path.unwrap_or_default(),
            file: None,
        }
    }
}

/// A file of a socket that is listened on. It goes with this.
#[derive(Debug)]
pub(super) struct SocketFile {
    path: PathBuf,
    /// Which file it is: one of the same name may be another's.
    identity: (u64, u64),
}

impl SocketFile {
    fn listen(path: &Path, mode: u32) -> io::Result<(SocketFile, UnixListener)> {
        let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
        let address = SockAddr::unix(path)?;
        if let Err(error) = socket.bind(&address) {
            if error.kind() != ErrorKind::AddrInUse {
                return Err(error);
            }
            take_over(path, &socket, &address)?;
        }
        let meta = fs::symlink_metadata(path)?;
        let file = SocketFile {
            path: path.to_owned(),
            identity: (meta.dev(), meta.ino()),
        };
        // Nobody can connect before it is listened on, so none come by other permissions.
        // Where it has been made with the right ones, nothing is changed by name: in a
        // folder of others, that might be a link to something else by now.
        if meta.mode() & 0o777 != mode {
            fs::set_permissions(path, Permissions::from_mode(mode))?;
        }
        socket.listen(QUEUE)?;
        Ok((file, OwnedFd::from(socket).into()))
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
fn take_over(path: &Path, socket: &Socket, address: &SockAddr) -> io::Result<()> {
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
    match caller.connect(address) {
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => fs::remove_file(path)?,
        Err(error) if error.kind() != ErrorKind::WouldBlock => return Err(error),
        Ok(()) | Err(_) => return Err(in_use()),
    }
    socket.bind(address)
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
