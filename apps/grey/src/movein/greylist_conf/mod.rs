//! The settings of the original Kamaelia Grey, its `greylist.conf`.
//!
//! | a line | |
//! |---|---|
//! | `# ...` | a remark, if it begins the line |
//! | `key = value` | a setting; what comes after a second `=` the original did not see |
//! | `key:` | begins a list, to which the indented lines that follow are added |

mod networks;
mod parse;
mod write;

pub use parse::{BadLine, Entry, GreylistConf};

use std::path::Path;

/// The settings of grey that mean the same as a `greylist.conf`, with remarks where they
/// cannot, or where the original had a fault.
///
/// # Errors
///
/// [`BadLine`], which names the file and the line.
pub fn convert(path: &Path) -> Result<String, BadLine> {
    let file = path.display().to_string();
    let text = std::fs::read(path).map_err(|error| BadLine {
        file: file.clone(),
        line: None,
        why: format!("cannot be read: {error}"),
    })?;
    convert_text(&file, &String::from_utf8_lossy(&text))
}

/// The same for a text, which stands in the file `name`.
///
/// # Errors
///
/// [`BadLine`], which names the file and the line.
pub fn convert_text(name: &str, text: &str) -> Result<String, BadLine> {
    let bad = |(line, why)| BadLine {
        file: name.to_owned(),
        line: Some(line),
        why,
    };
    let conf = parse::parse(text).map_err(bad)?;
    write::write(name, &conf).map_err(bad)
}
