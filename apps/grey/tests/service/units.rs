//! The files for systemd, by systemd's own judgement.

use crate::program::GREY;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The files, with the program where it was built.
const NAMES: [&str; 3] = ["grey.service", "grey.socket", "grey-postfix.socket"];

fn units(folder: &Path) -> [PathBuf; 3] {
    NAMES.map(|name| {
        let unit = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("systemd")
            .join(name);
        let unit = fs::read_to_string(unit).expect("it is there");
        let copy = folder.join(name);
        fs::write(&copy, unit.replace("/usr/bin/grey", GREY)).expect("it is writable");
        copy
    })
}

fn analyze(arguments: &[&str], units: &[PathBuf]) -> (bool, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new("systemd-analyze")
        .args(arguments)
        .args(units)
        .output()
        .expect("systemd-analyze is installed");
    let said = [stdout, stderr].concat();
    (
        status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

/// What it says of our files, and not of those of the system.
fn said_of(units: &[PathBuf], said: &str) -> String {
    let names = units.iter().map(|unit| unit.display().to_string());
    let names: Vec<_> = names.chain(NAMES.map(str::to_owned)).collect();
    let ours = said
        .lines()
        .filter(|line| names.iter().any(|name| line.contains(name)));
    ours.collect::<Vec<_>>().join("\n")
}

#[test]
fn systemd_finds_nothing_wrong_with_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let units = units(folder.path());
    let verify = ["verify", "--man=no"];
    let (is_well, said) = analyze(&verify, &units);
    assert!(is_well, "{said}");
    assert_eq!(said_of(&units, &said), "");

    // It would find it, if there were something.
    let unit = fs::read_to_string(&units[0]).expect("it is there");
    let wrong = unit.replace("ProtectClock", "ProtectClok");
    fs::write(&units[0], wrong).expect("it is writable");
    let (_, said) = analyze(&verify, &units);
    assert!(said_of(&units, &said).contains("ProtectClok"), "{said}");
}

#[test]
fn systemd_counts_it_among_those_that_are_well_protected() {
    let folder = tempfile::tempdir().expect("a folder");
    let [service, ..] = units(folder.path());
    // Of 100; what is below 20 it calls "OK" at worst.
    let judge = ["security", "--offline=true", "--no-pager", "--threshold=20"];
    let (is_well, said) = analyze(&judge, &[service]);
    let told = said.lines().find(|line| line.contains("Overall exposure"));
    eprintln!("{}", told.unwrap_or(&said));
    assert!(is_well, "{said}");
}
