use super::fields::{JsonFields, TextFields};
use super::line::{Line, stamp};
use super::sink::Sink;
use super::{DECISION, NEWS, VERSION};
use crate::Clock;
use crate::config::{self, LogFormat};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Makes a line of each event, and gives it to who writes.
///
/// It has no use for spans, so nobody makes any: what belongs together has one trace id.
pub(super) struct LogSubscriber {
    format: LogFormat,
    level: LevelFilter,
    has_file: bool,
    clock: Clock,
    sink: Sink,
}

impl LogSubscriber {
    pub(super) fn new(settings: &config::Log, clock: Clock, sink: Sink) -> LogSubscriber {
        LogSubscriber {
            format: settings.format,
            level: settings.level.into(),
            has_file: !settings.file.as_os_str().is_empty(),
            clock,
            sink,
        }
    }

    fn json(&self, event: &Event<'_>) -> String {
        let metadata = event.metadata();
        let mut text = format!("{{\"v\":{VERSION}");
        let kind = match metadata.target() {
            DECISION => "decision",
            target => {
                let time = stamp(self.clock.now());
                text += &format!(",\"time\":\"{time}\"");
                if target == NEWS { "news" } else { "library" }
            }
        };
        let level = name(*metadata.level());
        text += &format!(",\"level\":\"{level}\",\"event\":\"{kind}\"");
        if kind == "library" {
            text += &format!(",\"target\":\"{}\"", metadata.target());
        }
        event.record(&mut JsonFields::new(&mut text, metadata.target()));
        text.push('}');
        text
    }

    fn text(&self, event: &Event<'_>) -> String {
        let metadata = event.metadata();
        let mut fields = TextFields::new();
        event.record(&mut fields);
        let text = fields.text();
        match (metadata.target(), self.keeps_news()) {
            (DECISION, _) => text,
            // Who listens at standard error knows when, and may hear others there.
            (_, false) => format!("grey: {text}"),
            (_, true) => {
                let level = name(*metadata.level());
                format!("{} {level} {text}", stamp(self.clock.now()))
            }
        }
    }

    /// Whether all lines go to one place.
    fn keeps_news(&self) -> bool {
        self.has_file && self.format != LogFormat::Original
    }
}

impl Subscriber for LogSubscriber {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let is_ours = matches!(metadata.target(), DECISION | NEWS);
        !metadata.is_span()
            && *metadata.level() <= self.level
            && (is_ours || self.level >= LevelFilter::DEBUG)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn event(&self, event: &Event<'_>) {
        let text = match self.format {
            LogFormat::Json => self.json(event),
            LogFormat::Text | LogFormat::Original => self.text(event),
        };
        let is_decision = event.metadata().target() == DECISION;
        self.sink.take(Line {
            text,
            is_aside: !is_decision && !self.keeps_news(),
        });
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        // It is asked for none; one has to have a number that is not zero.
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn name(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}
