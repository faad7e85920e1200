//! Times in words.

use super::Row;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// How long something stays, for a row.
pub(super) fn until(row: &Row, now: u32) -> String {
    match row.expires {
        Row::NEVER => "for good".to_owned(),
        expires => {
            let left = span(expires.saturating_sub(now).into());
            format!("until {} ({left})", at(row).unwrap_or_default())
        }
    }
}

fn at(row: &Row) -> Option<String> {
    let at = OffsetDateTime::from(row.ends()?);
    at.format(&Rfc3339).ok()
}

pub(super) fn ago(then: u32, now: u32) -> String {
    format!("{} ago", span(now.saturating_sub(then).into()))
}

/// So many seconds in words of two units at most: `3d 2h`, `5m`, `40s`.
pub(super) fn span(seconds: u64) -> String {
    let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm'), (1, 's')];
    let mut words = Vec::new();
    let mut left = seconds;
    for (unit, name) in units {
        if left >= unit {
            words.push(format!("{}{name}", left / unit));
            left %= unit;
        }
        // A day and some seconds are a day.
        if words.len() == 2 || (!words.is_empty() && left < unit / 60) {
            break;
        }
    }
    match words.is_empty() {
        true => "0s".to_owned(),
        false => words.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_two_units_at_most() {
        for (seconds, said) in [
            (0, "0s"),
            (40, "40s"),
            (300, "5m"),
            (310, "5m 10s"),
            (86_400 * 35, "35d"),
            (86_400 * 3 + 3 * 3_600 + 59, "3d 3h"),
            (86_400 + 59, "1d"),
        ] {
            assert_eq!(span(seconds), said);
        }
    }
}
