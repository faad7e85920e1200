use super::report::{Account, Domain, Report};
use std::fmt::Write;
use std::time::SystemTime;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

impl Report {
    /// What is most of it, as a table, with so many domains.
    #[must_use]
    pub fn table(&self, domains: usize) -> String {
        let mut text = String::new();
        // A string takes all.
        let _ = self.write(domains, &mut text);
        text.truncate(text.trim_end().len());
        text
    }

    fn write(&self, shown: usize, text: &mut String) -> std::fmt::Result {
        let decisions = &self.decisions;
        let count = decisions.count;
        writeln!(
            text,
            "{count} decisions, from {} to {}",
            day(self.from),
            day(self.to)
        )?;
        write!(
            text,
            "{} are the same, {} differ in time, {} in their rule, {} in their verdict",
            decisions.same, decisions.other_time, decisions.other_rule, decisions.other_verdict,
        )?;
        let turned = decisions.turned.iter();
        let turned: Vec<_> = turned
            .map(|(what, count)| format!("{what}: {count}"))
            .collect();
        match turned.is_empty() {
            true => writeln!(text)?,
            false => writeln!(text, " ({})", turned.join(", "))?,
        }
        writeln!(
            text,
            "\n{:30} {:>9} {:9}  {:>8} {:>8} {:>7} {:>7} {:>8} {:>8} {:>8}",
            "senders at",
            "questions",
            "",
            "at once",
            "delayed",
            "median",
            "95 %",
            "lost",
            "unknown",
            "refused",
        )?;
        for domain in std::iter::once(&self.all).chain(self.domains.iter().take(shown)) {
            domain.write(text)?;
        }
        let more = self.domains.len().saturating_sub(shown);
        if more > 0 {
            writeln!(text, "and {more} more domains; `--domains` shows them")?;
        }
        self.write_notes(text)
    }

    fn write_notes(&self, text: &mut String) -> std::fmt::Result {
        let notes = &self.notes;
        let at_end = self.all.simulated.lost_at_end;
        let says = [
            (
                at_end,
                "of the lost had tried within the last four hours of the log: they may still come",
            ),
            (
                self.all.simulated.unknown,
                "are unknown: by the log they were taken, and not tried again",
            ),
            (
                notes.known_before,
                "decisions go by what must have been known before the log begins",
            ),
            (
                notes.not_looked_up,
                "questions to the DNS were never asked: they count as not answered",
            ),
            (
                notes.missing,
                "lines are missing in the log, as it says itself",
            ),
            (notes.late, "decisions came too late to be sorted in"),
            (
                notes.damaged,
                "lines are none of a log in JSON, and were passed over:",
            ),
        ];
        writeln!(text)?;
        for (count, what) in says.into_iter().filter(|(count, _)| *count > 0) {
            writeln!(text, "{count} {what}")?;
        }
        for line in &notes.damaged_lines {
            writeln!(text, "  {line}")?;
        }
        if self.decisions.count == 0 {
            writeln!(
                text,
                "there is nothing to replay; grey logs it with `log.format = \"json\"`"
            )?;
        }
        Ok(())
    }
}

impl Domain {
    fn write(&self, text: &mut String) -> std::fmt::Result {
        let Domain {
            name, questions, ..
        } = self;
        write!(text, "{name:30} {questions:>9} ")?;
        self.recorded.write("recorded", text)?;
        write!(text, "{:30} {:>9} ", "", "")?;
        self.simulated.write("simulated", text)
    }
}

impl Account {
    fn write(&self, which: &str, text: &mut String) -> std::fmt::Result {
        writeln!(
            text,
            "{which:9}  {:>8} {:>8} {:>7} {:>7} {:>8} {:>8} {:>8}",
            self.at_once,
            self.delayed,
            span(self.median_seconds),
            span(self.most_seconds),
            self.lost,
            self.unknown,
            self.refused,
        )
    }
}

/// A time in its unit, in three digits or so.
fn span(seconds: Option<f64>) -> String {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 60.0 * MINUTE;
    const DAY: f64 = 24.0 * HOUR;
    match seconds {
        None => "-".to_owned(),
        Some(seconds) if seconds < 10.0 => format!("{seconds:.1}s"),
        Some(seconds) if seconds < 2.0 * MINUTE => format!("{seconds:.0}s"),
        Some(seconds) if seconds < 2.0 * HOUR => format!("{:.0}m", seconds / MINUTE),
        Some(seconds) if seconds < 2.0 * DAY => format!("{:.0}h", seconds / HOUR),
        Some(seconds) => format!("{:.0}d", seconds / DAY),
    }
}

fn day(time: Option<SystemTime>) -> String {
    let time = time.map(|time| OffsetDateTime::from(time).replace_nanosecond(0));
    let text = time.and_then(|time| time.ok()?.format(&Rfc3339).ok());
    text.unwrap_or_else(|| "-".to_owned())
}
