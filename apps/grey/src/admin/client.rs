use super::{AdminAnswer, AdminRequest};
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
#[cfg(not(unix))]
use std::net::TcpStream as Stream;
#[cfg(unix)]
use std::os::unix::net::UnixStream as Stream;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Asks a running server, over its socket.
#[derive(Debug)]
pub struct AdminClient {
    stream: BufReader<Stream>,
    path: PathBuf,
}

/// How long an answer may take: who has a slow disk and millions of entries waits long
/// until some are removed.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// How many bytes an answer may have.
const LONGEST: u64 = 1 << 20;

impl AdminClient {
    /// Connects to the socket at `path`.
    ///
    /// # Errors
    ///
    /// [`AdminError`], which says what to do.
    pub fn connect(path: &Path) -> Result<AdminClient, AdminError> {
        let connect = || {
            let stream = open(path)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            Ok(AdminClient {
                stream: BufReader::new(stream),
                path: path.to_owned(),
            })
        };
        connect().map_err(|error: io::Error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::ConnectionRefused => AdminError::Nobody {
                path: path.to_owned(),
            },
            _ => AdminError::io(path, error),
        })
    }

    /// Asks, and gives each answer but the last to `each`; gives the last one, which is
    /// for how many entries something was done.
    ///
    /// # Errors
    ///
    /// [`AdminError`], if the server does not answer or does not do it, and what `each`
    /// says.
    pub fn ask<E: From<AdminError>>(
        &mut self,
        request: &AdminRequest,
        mut each: impl FnMut(AdminAnswer) -> Result<(), E>,
    ) -> Result<AdminAnswer, E> {
        let io = |error| AdminError::io(&self.path, error);
        let mut line = serde_json::to_vec(request).map_err(|error| io(error.into()))?;
        line.push(b'\n');
        self.stream.get_mut().write_all(&line).map_err(io)?;
        loop {
            match self.next()? {
                AdminAnswer::Error(why) => return Err(AdminError::Refused { why }.into()),
                AdminAnswer::Row(row) => each(AdminAnswer::Row(row))?,
                last @ (AdminAnswer::Done(_) | AdminAnswer::Why(_)) => return Ok(last),
            }
        }
    }

    fn next(&mut self) -> Result<AdminAnswer, AdminError> {
        let path = self.path.clone();
        let mut line = String::new();
        let read = (&mut self.stream).take(LONGEST).read_line(&mut line);
        match read {
            Err(error) => return Err(AdminError::io(&path, error)),
            Ok(_) if !line.ends_with('\n') => return Err(AdminError::Gone { path }),
            Ok(_) => {}
        }
        serde_json::from_str(&line).map_err(|error| AdminError::io(&path, error.into()))
    }
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<Stream> {
    Stream::connect(path)
}

/// Elsewhere there are no such sockets.
#[cfg(not(unix))]
fn open(_: &Path) -> io::Result<Stream> {
    Err(ErrorKind::Unsupported.into())
}

/// A server that cannot be asked, or does not do what it is asked.
#[derive(Debug)]
pub enum AdminError {
    /// Nobody listens there.
    Nobody {
        /// The socket.
        path: PathBuf,
    },
    /// It went away before it had answered.
    Gone {
        /// The socket.
        path: PathBuf,
    },
    /// The socket cannot be used.
    Io {
        /// The socket.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It does not do it, and says why.
    Refused {
        /// Why.
        why: String,
    },
    /// The settings name no socket.
    NoSocket,
}

impl AdminError {
    fn io(path: &Path, error: io::Error) -> AdminError {
        let path = path.to_owned();
        AdminError::Io { path, error }
    }
}

impl Display for AdminError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            AdminError::Nobody { path } => write!(
                f,
                "no grey answers on `{}`: is it running, and does `socket` of `[admin]` in its \
                 settings name this path? Name the settings with `--config`, or the socket with \
                 `--socket`",
                path.display()
            ),
            AdminError::Gone { path } => write!(
                f,
                "grey on `{}` went away before it had answered; ask again when it runs",
                path.display()
            ),
            AdminError::Io { path, error } => {
                write!(f, "cannot ask grey on `{}`: {error}", path.display())?;
                f.write_str(match error.kind() {
                    ErrorKind::PermissionDenied => {
                        "; ask as the user that runs it, or let `mode` of `[admin]` be \"0660\" \
                         for its group"
                    }
                    ErrorKind::WouldBlock | ErrorKind::TimedOut => "; it does not answer in time",
                    _ => "",
                })
            }
            AdminError::Refused { why } => f.write_str(why),
            AdminError::NoSocket => f.write_str(
                "the settings name no socket: give `socket` of `[admin]` a path, and start grey \
                 again",
            ),
        }
    }
}

impl Error for AdminError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            AdminError::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}
