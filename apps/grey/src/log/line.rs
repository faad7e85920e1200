use super::VERSION;
use crate::config::LogFormat;
use std::time::SystemTime;
use time::OffsetDateTime;

/// A line that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Without its end.
    pub(super) text: String,
    /// Whether it is about the program, and not of the log proper.
    pub(super) is_aside: bool,
}

/// That lines are missing, as a line of the log; the original's log cannot say it.
pub(super) fn missing(format: LogFormat, lines: u64, now: SystemTime) -> Option<String> {
    let now = stamp(now);
    match format {
        LogFormat::Text => Some(format!("{now} warn {lines} lines are missing here")),
        LogFormat::Json => Some(format!(
            "{{\"v\":{VERSION},\"time\":\"{now}\",\"level\":\"warn\",\"event\":\"missing\",\
             \"lines\":{lines},\"message\":\"{lines} lines are missing here\"}}"
        )),
        LogFormat::Original => None,
    }
}

/// A time in UTC, with milliseconds.
pub(super) fn stamp(time: SystemTime) -> String {
    let Parts {
        year,
        month,
        day,
        hour,
        minute,
        second,
        millisecond,
    } = parts(time);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}

/// The same as the original wrote it.
pub(super) fn original_stamp(time: SystemTime) -> String {
    let Parts {
        year,
        month,
        day,
        hour,
        minute,
        second,
        millisecond,
    } = parts(time);
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}.{millisecond:03}")
}

struct Parts {
    year: i32,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    millisecond: u16,
}

fn parts(time: SystemTime) -> Parts {
    let time = OffsetDateTime::from(time);
    Parts {
        year: time.year(),
        month: time.month().into(),
        day: time.day(),
        hour: time.hour(),
        minute: time.minute(),
        second: time.second(),
        millisecond: time.millisecond(),
    }
}
