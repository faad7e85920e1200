//! Where a policy service listens.

use crate::Result;
use crate::daemon::free_address;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// An address, or the file of a Unix socket.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Address(SocketAddr),
    Socket(PathBuf),
}

/// Of which kind it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Address,
    Socket,
}

impl Kind {
    /// A place of this kind at which nobody listens, for a program with this folder.
    pub(crate) fn place(self, folder: &Path) -> Result<Place> {
        Ok(match self {
            Kind::Address => Place::Address(free_address()?),
            Kind::Socket => Place::Socket(folder.join("socket")),
        })
    }
}

impl Place {
    /// The address, where it is one.
    pub(crate) fn address(&self) -> Result<SocketAddr> {
        match self {
            Place::Address(address) => Ok(*address),
            Place::Socket(path) => Err(format!("{} is no address", path.display()).into()),
        }
    }

    pub(crate) fn connect(&self) -> io::Result<Stream> {
        match self {
            Place::Address(address) => {
                let stream = TcpStream::connect(address)?;
                stream.set_nodelay(true)?;
                Ok(Stream::Tcp(stream))
            }
            Place::Socket(path) => Ok(Stream::Unix(UnixStream::connect(path)?)),
        }
    }
}

/// A connection to a place of either kind.
pub(crate) enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Read for Stream {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Tcp(stream) => stream.read(bytes),
            Stream::Unix(stream) => stream.read(bytes),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Tcp(stream) => stream.write(bytes),
            Stream::Unix(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
