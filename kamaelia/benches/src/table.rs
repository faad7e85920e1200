//! The table of the README.

use crate::judge::{judge, loop_of};
use crate::runs::Row;
use crate::{Result, machine};
use std::path::Path;

const START: &str = "<!-- table: `cargo run --release` writes it -->\n";
const END: &str = "<!-- end of the table -->";

/// The rows as a table, with the machine it was made on.
pub(crate) fn of(rows: &[Row]) -> String {
    let mut text = machine::sentence();
    text += "\n\n| workload | peer | ns | CPU ns | times the loop | instructions | bytes a component | marks |\n";
    text += "|---|---|---|---|---|---|---|---|\n";
    let mut before = "";
    for row in rows {
        let workload = row.workload;
        let title = if workload.name == before {
            String::new()
        } else {
            format!("{}: a {}", workload.title, workload.unit)
        };
        before = workload.name;
        let times = loop_of(row, rows).map(|hand| row.cost() / hand.cost());
        let cells = [
            title,
            row.peer.name.to_owned(),
            number(Some(row.wall), 2),
            number(Some(row.cpu), 2),
            number(times, 2),
            number(row.instructions, 1),
            number(row.bytes, 0),
            marks(row, rows),
        ];
        text += &format!("| {} |\n", cells.join(" | "));
    }
    text
}

/// Puts the table in the README.
pub(crate) fn write(rows: &[Row]) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path)?;
    let has_no = |marker: &str| format!("the README has no line `{}`", marker.trim());
    let (before, rest) = readme.split_once(START).ok_or_else(|| has_no(START))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| has_no(END))?;
    let table = of(rows);
    Ok(std::fs::write(
        path,
        format!("{before}{START}\n{table}\n{END}{after}"),
    )?)
}

fn marks(row: &Row, rows: &[Row]) -> String {
    if row.peer.name != "kamaelia" {
        return String::new();
    }
    let judged = row
        .workload
        .marks
        .iter()
        .map(|mark| judge(*mark, row, rows));
    judged.collect::<Vec<_>>().join("; ")
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(String::new, |value| format!("{value:.digits$}"))
}
