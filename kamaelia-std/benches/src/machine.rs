//! What it is measured on.

use std::fs::read_to_string;
use std::process::Command;

/// The machine in a sentence.
pub(crate) fn sentence() -> String {
    format!(
        "{} threads of {}, Linux {}, {}.",
        std::thread::available_parallelism().map_or(0, usize::from),
        processor().unwrap_or_else(|| "a processor without a name".to_owned()),
        kernel().unwrap_or_else(|| "of no known version".to_owned()),
        compiler().unwrap_or_else(|| "rustc of no known version".to_owned()),
    )
}

fn processor() -> Option<String> {
    let info = read_to_string("/proc/cpuinfo").ok()?;
    let line = info.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn kernel() -> Option<String> {
    let release = read_to_string("/proc/sys/kernel/osrelease").ok()?;
    Some(release.trim().to_owned())
}

fn compiler() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let words: Vec<&str> = said.split_whitespace().take(2).collect();
    Some(words.join(" "))
}
