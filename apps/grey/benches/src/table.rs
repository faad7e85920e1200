//! The table of the README.

use crate::Result;
use std::path::Path;

const START: &str = "<!-- table: `cargo run --release` writes it -->\n";
const END: &str = "<!-- end of the table -->";

/// One measurement.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) peer: String,
    pub(crate) ours: String,
    pub(crate) marks: Vec<Mark>,
}

/// A figure, and what it has to be.
pub(crate) struct Mark(String);

impl Mark {
    pub(crate) fn at_least(name: &str, limit: f64, measured: f64) -> Mark {
        Mark::with(name, measured, "at least", limit, measured >= limit)
    }

    pub(crate) fn at_most(name: &str, limit: f64, measured: f64) -> Mark {
        Mark::with(name, measured, "at most", limit, measured <= limit)
    }

    pub(crate) fn none(name: &str, measured: f64) -> Mark {
        Mark(format!("{name} {measured:.1}"))
    }

    fn with(name: &str, measured: f64, words: &str, limit: f64, holds: bool) -> Mark {
        let verdict = if holds { "holds" } else { "**does not hold**" };
        Mark(format!("{name} {measured:.2} ({words} {limit}: {verdict})"))
    }
}

/// One row, as it stands in the table.
pub(crate) fn line(row: &Row) -> String {
    let marks: Vec<&str> = row.marks.iter().map(|mark| mark.0.as_str()).collect();
    let (name, marks) = (&row.name, marks.join("; "));
    format!("| {name} | {} | {} | {marks} |\n", row.peer, row.ours)
}

/// Puts the table in the README.
pub(crate) fn write(machine: &str, rows: &[Row]) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path)?;
    let has_no = |marker: &str| format!("the README has no line `{}`", marker.trim());
    let (before, rest) = readme.split_once(START).ok_or_else(|| has_no(START))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| has_no(END))?;
    let lines: String = rows.iter().map(line).collect();
    let head = "| | peer | grey | ratios |\n|---|---|---|---|\n";
    let text = format!("{before}{START}\n{machine}\n\n{head}{lines}\n{END}{after}");
    Ok(std::fs::write(path, text)?)
}
