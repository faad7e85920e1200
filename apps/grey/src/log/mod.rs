//! What is written of decisions and of all else, and in which form.
//!
//! All of it is an event of `tracing`, with fields. [`Log`] makes the events of
//! decisions and of news, and writes a line for each; a line that cannot be written, or
//! not as fast as they come, holds nobody up: it is counted, and the log says how many
//! are missing.
//!
//! # JSON
//!
//! Each line is one object. This is version 1 of the format; fields may be added to it,
//! and what has none of a field leaves it away.
//!
//! | field | in all lines |
//! |---|---|
//! | `v` | 1 |
//! | `time` | when, in UTC, with milliseconds: `2026-05-01T08:00:00.123Z` |
//! | `level` | `error`, `warn`, `info`, `debug` or `trace` |
//! | `event` | `decision`, `news`, `missing` (lines that could not be written: `lines` says how many), or `library` (with its `target`) |
//! | `message` | in words; decisions have none |
//! | `trace` | the connection: 13 letters and digits, the same in all of its lines |
//!
//! | field | in decisions |
//! |---|---|
//! | `order` | when it was decided, in microseconds since 1970: no two of a program are the same, and what was remembered was looked up and noted in their order |
//! | `verdict`, `rule` | `pass`, `defer`, `refuse` or `unavailable`, and which rule said so |
//! | `wait_ms` | how long it was asked to wait, of `defer` |
//! | `waited_ms` | how long it has waited, of the first `pass` after that |
//! | `shadow` | `true` where it was only noted, and nobody was held up |
//! | `client`, `helo` | its address, and what it calls itself |
//! | `name` | what the DNS calls it, where Postfix has looked that up: an object, as the answer of a fact |
//! | `from` | the sender; nobody's mail has none |
//! | `to` | the recipients: a list |
//! | `at` | `recipient`, `data`, or `elsewhere` |
//! | `secured`, `authenticated`, `relay_checked` | as in [`Question`](crate::policy::Question) |
//! | `id` | of the message: Postfix's `instance`, or what stands in `Received` |
//! | `facts` | what the DNS had said of the client by then: a list |
//!
//! A fact has `ask`, which is `name`, `spf` or `listed`, and the `client`; `spf` has the
//! `helo` and the `sender`, `listed` has the `zone`. The answer is `is`: `none`,
//! `unconfirmed`, `yes`, `no` or `failed`; or `names`, a list of confirmed ones.

mod fact;
mod fields;
mod file;
mod line;
mod news;
mod original;
mod record;
mod sink;
mod subscriber;
mod tell;
#[cfg(test)]
mod tests;
mod write;

pub use news::News;
pub use record::{BadRecord, Record};

use crate::Clock;
use crate::config;
use crate::policy::Judgement;
use kamaelia::prelude::*;
use sink::Sink;
use subscriber::LogSubscriber;
use tell::Tell;
use tokio::sync::mpsc;
use tracing::Dispatch;
use write::Write;

/// The version of the lines in JSON.
const VERSION: u64 = 1;

/// Of which kind the events of decisions are.
const DECISION: &str = "grey::decision";

/// Of which kind the events of news are.
const NEWS: &str = "grey::news";

/// Writes the log: what was decided, and what else there is to say.
///
/// The first one of a program also writes what the libraries of the program say by
/// `tracing`, if the level asks for it.
///
/// ```
/// use grey::config::{self, LogFormat};
/// use grey::log::{Log, News};
/// use grey::Clock;
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::DataSource;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let path = std::env::temp_dir().join(format!("grey-log-{}", std::process::id()));
/// # let file = path.clone();
/// let settings = config::Log { format: LogFormat::Json, file, ..config::Log::default() };
/// graphline! {
///     NEWS = DataSource::new([News::warn("the sky is falling")]);
///     LOG  = Log::new(settings, Clock::system());
///
///     NEWS -> LOG.news;
/// }
/// .run()
/// .await?;
/// # let text = std::fs::read_to_string(&path)?;
/// assert!(text.contains(r#""level":"warn","event":"news","message":"the sky is falling""#));
/// # std::fs::remove_file(&path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct Log {
    /// Decisions.
    #[inbox(optional)]
    decisions: Inbox<Judgement>,

    /// What else there is to say.
    #[inbox(optional)]
    news: Inbox<News>,

    settings: config::Log,

    clock: Clock,
}

impl Log {
    /// How many lines wait to be written before others are left out.
    const WAITING: usize = 16 * 1024;
}

impl Main for Log {
    async fn main(self) -> Outcome {
        let (sender, lines) = mpsc::channel(Log::WAITING);
        let sink = Sink::new(sender);
        let settings = &self.settings;
        let subscriber = LogSubscriber::new(settings, self.clock.clone(), sink.clone());
        let dispatch = Dispatch::new(subscriber);
        // A program has one; it keeps the first.
        let _ = tracing::dispatcher::set_global_default(dispatch.clone());
        graphline! {
            TELL  = Tell::new(settings.format, dispatch, sink.clone());
            WRITE = Write::new(lines, sink, self.settings.clone(), self.clock);

            self.decisions -> TELL.decisions;
            self.news      -> TELL.news;
            TELL.signal    -> WRITE.control;
        }
        .run()
        .await
    }
}
