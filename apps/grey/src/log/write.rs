use super::file::{LogFile, write};
use super::line::{Line, missing};
use super::sink::Sink;
use crate::Clock;
use crate::config::{self, LogFormat};
use kamaelia::finishing;
use kamaelia::prelude::*;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

/// Writes lines, those that wait together.
///
/// It never fails: mail does not depend on it. What cannot be written is counted, and
/// told once on standard error; when lines can be written again, the log says how many
/// are missing.
#[derive(Component)]
pub(super) struct Write {
    /// That nobody says anything any more. It knows: then there are no more lines.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    lines: Receiver<Line>,

    sink: Sink,

    settings: config::Log,

    clock: Clock,
}

impl Write {
    /// How many lines are written at once.
    const AT_ONCE: usize = 1024;

    /// For how long it gathers the lines that come behind those that it has written: who
    /// reads the log waits no longer, and a line of many does not wake the writer.
    const PAUSE: Duration = Duration::from_millis(10);
}

impl Main for Write {
    async fn main(self) -> Outcome {
        let (mut lines, mut batch) = (self.lines, Vec::new());
        let mut output = Output::new(self.settings, self.sink, self.clock);
        // It ends when all who say something have ended.
        while let Some(1..) = finishing(lines.recv_many(&mut batch, Write::AT_ONCE)).await {
            let is_all = batch.len() < Write::AT_ONCE;
            // A disk may hold the writer up, but not its neighbours.
            let writing = spawn_blocking(move || {
                output.write(&batch);
                batch.clear();
                (output, batch)
            });
            let Some(written) = finishing(writing).await else {
                return Ok(());
            };
            (output, batch) = written?;
            if is_all {
                until_stopped(sleep(Write::PAUSE)).await;
            }
        }
        // The last lines may be missing, too.
        let writing = spawn_blocking(move || output.write(&[]));
        match finishing(writing).await {
            Some(written) => Ok(written?),
            None => Ok(()),
        }
    }
}

/// Where lines go.
struct Output {
    file: Option<LogFile>,
    format: LogFormat,
    sink: Sink,
    clock: Clock,
    /// Whether it was told already that lines are missing.
    is_told: bool,
    /// How many are missing that the log does not say yet.
    missing: u64,
}

impl Output {
    fn new(settings: config::Log, sink: Sink, clock: Clock) -> Output {
        let file = Some(settings.file).filter(|file| !file.as_os_str().is_empty());
        Output {
            file: file.map(|path: PathBuf| LogFile::new(path)),
            format: settings.format,
            sink,
            clock,
            is_told: false,
            missing: 0,
        }
    }

    fn write(&mut self, lines: &[Line]) {
        let (mut log, mut asides) = (String::new(), String::new());
        log.reserve(lines.iter().map(|line| line.text.len() + 1).sum());
        for line in lines {
            let text = if line.is_aside { &mut asides } else { &mut log };
            text.push_str(&line.text);
            text.push('\n');
        }
        self.asides(&asides);
        self.missing += self.sink.take_missing();
        let is_behind = self.missing > 0;
        let first = is_behind.then(|| missing(self.format, self.missing, self.clock.now()));
        if let Some(first) = first.flatten() {
            log.insert_str(0, &(first + "\n"));
        }
        if log.is_empty() {
            return;
        }
        let (taken, written) = self.log(&log);
        match written {
            Ok(()) => {
                if is_behind && !self.is_told {
                    let count = self.missing;
                    let why = "they came faster than they could be written";
                    self.asides(&format!(
                        "grey: {count} lines are missing in the log: {why}\n"
                    ));
                }
                (self.is_told, self.missing) = (false, 0);
            }
            Err(error) => {
                // The first line may be that some were missing before.
                let is_said = is_behind && self.format != LogFormat::Original;
                let (whole, rest) = log.split_at(log.floor_char_boundary(taken));
                let said_before = is_said && whole.contains('\n');
                if said_before {
                    self.missing = 0;
                }
                let lines = rest.matches('\n').count() as u64;
                self.missing += lines - u64::from(is_said && !said_before);
                if !self.is_told {
                    let to = match &self.file {
                        Some(file) => format!("`{}`", file.path().display()),
                        None => "standard output".to_owned(),
                    };
                    self.asides(&format!(
                        "grey: the log cannot be written to {to}: {error}; mail goes on, and \
                         the lines that are missing are counted\n"
                    ));
                }
                self.is_told = true;
            }
        }
    }

    fn log(&mut self, text: &str) -> (usize, io::Result<()>) {
        match &mut self.file {
            Some(file) => file.add(text),
            None => {
                let mut output = io::stdout().lock();
                let (count, written) = write(&mut output, text.as_bytes());
                (count, written.and_then(|()| output.flush()))
            }
        }
    }

    /// Says something about the program. If nobody hears it, there is nobody to tell.
    fn asides(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}
