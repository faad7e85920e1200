use crate::config::Config;
use clap_mangen::roff::{Inline, Roff, bold, roman};

/// The file of the settings, by the example, which explains each of them.
pub(super) fn section() -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["SETTINGS"]);
    let mut explained = Vec::new();
    for line in Config::EXAMPLE.lines() {
        if let Some(words) = line.strip_prefix('#') {
            explained.push(words.trim());
        } else if line.starts_with('[') {
            section.control("SS", [line]);
            paragraph(&mut section, &mut explained);
        } else if line.contains(" = ") {
            section.control("TP", []);
            section.text([bold(line)]);
            paragraph(&mut section, &mut explained);
        } else if !explained.is_empty() {
            // What stands before an empty line is about all that follows, if it is not
            // about the next section.
            section.control("PP", []);
            paragraph(&mut section, &mut explained);
        }
    }
    section
}

/// What was explained, once. A blank line of it begins another paragraph.
fn paragraph(section: &mut Roff, explained: &mut Vec<&str>) {
    for words in explained.split(|line| line.is_empty()) {
        if !words.is_empty() {
            section.text(code(&words.join(" ")));
            section.control("PP", []);
        }
    }
    explained.clear();
}

/// A text in which what stands between backticks is as it is written.
pub(super) fn code(text: &str) -> Vec<Inline> {
    let parts = text.split('`').enumerate();
    let inlines = parts.map(|(number, part)| match number % 2 {
        0 => roman(part),
        _ => bold(part),
    });
    inlines.collect()
}
