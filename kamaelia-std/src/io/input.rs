use super::FileAttempt;
use bytes::{Bytes, BytesMut};
use kamaelia::{Stop, finishing, until_stopped};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// How many bytes are read at once where nobody says otherwise.
pub(super) const CHUNK: usize = 64 * 1024;

/// A file, a pipe or a terminal, read without losing what was read.
///
/// The wait for something to read can be given up at any time, and takes
/// nothing. The read that follows finds something, so who is told to finish
/// waits for it: what has left the pipe reaches the reader.
pub(super) struct Input {
    file: Arc<File>,
    buffer: BytesMut,
    chunk: usize,
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "no way to wait without reading")
    )]
    always_readable: bool,
}

impl Input {
    /// Opens the file at `path`; `None` when the component is told to stop, as a
    /// named pipe only opens when somebody writes to it.
    pub(super) async fn open(path: &Path, chunk: usize) -> Result<Option<Input>, Stop> {
        let name = path.to_owned();
        let opening = spawn_blocking(move || File::open(name));
        let Some(opened) = until_stopped(opening).await else {
            return Ok(None);
        };
        let file = opened?.map_err(|error| FileAttempt::Open.at(path, error))?;
        Ok(Some(Input::new(file, chunk)))
    }

    /// Reads `file` in pieces of at most `chunk` bytes.
    pub(super) fn new(file: File, chunk: usize) -> Input {
        Input {
            file: Arc::new(file),
            buffer: BytesMut::new(),
            // A read of no bytes at all would look like the end.
            chunk: chunk.max(1),
            always_readable: false,
        }
    }

    /// The next piece; `None` at the end, or when the component is told to
    /// stop.
    pub(super) async fn next(&mut self) -> io::Result<Option<Bytes>> {
        match until_stopped(self.until_readable()).await {
            Some(readable) => readable?,
            None => return Ok(None),
        }
        // If somebody else has taken what was there, it may take for ever.
        let Some(bytes) = finishing(self.read()).await.transpose()? else {
            return Ok(None);
        };
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    /// Waits until a read would not have to.
    #[cfg(unix)]
    async fn until_readable(&mut self) -> io::Result<()> {
        use tokio::io::Interest;
        use tokio::io::unix::AsyncFd;

        if self.always_readable {
            return Ok(());
        }
        // A new registration each time sees what is there now. The old one
        // would know of news alone, and only a read without waiting, which
        // other programs at this terminal would notice, could tell it more.
        #[expect(unsafe_code, reason = "tokio asks for a promise about the file")]
        // SAFETY: the `Arc` keeps the file open, and gives the same one always.
        let registered =
            unsafe { AsyncFd::register_with_interest(self.file.clone(), Interest::READABLE) };
        match registered.map_err(io::Error::from) {
            Ok(file) => file.readable().await.map(drop),
            // Files on disk cannot be waited for, and need not be.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                self.always_readable = true;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    #[cfg(not(unix))]
    async fn until_readable(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// What is there now; no bytes at the end.
    async fn read(&mut self) -> io::Result<Bytes> {
        let file = self.file.clone();
        let chunk = self.chunk;
        let mut buffer = std::mem::take(&mut self.buffer);
        let (buffer, bytes) = spawn_blocking(move || {
            let bytes = read(&file, &mut buffer, chunk);
            (buffer, bytes)
        })
        .await?;
        self.buffer = buffer;
        bytes
    }
}

fn read(mut file: &File, buffer: &mut BytesMut, chunk: usize) -> io::Result<Bytes> {
    buffer.resize(chunk, 0);
    let length = loop {
        match file.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            done => break done?,
        }
    };
    if length < chunk / 4 {
        // A typed line need not hold a whole chunk of memory.
        return Ok(Bytes::copy_from_slice(&buffer[..length]));
    }
    let bytes = buffer.split_to(length).freeze();
    // The memory comes back if its last reader is done by the next read.
    buffer.clear();
    Ok(bytes)
}
