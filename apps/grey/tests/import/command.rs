//! `grey import`, the command.

use super::writers::{Texts, berkeley, dumb};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A folder with settings, and the databases of the original.
struct Scene {
    folder: tempfile::TempDir,
}

/// What the program has said.
struct Said {
    success: bool,
    out: String,
    error: String,
}

impl Scene {
    fn new() -> Scene {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = format!(
            "server.domains = ['home.example']\nserver.listen = ['127.0.0.1:0']\n\
             store.path = '{}'\n",
            folder.path().join("grey.db").display()
        );
        std::fs::write(folder.path().join("grey.toml"), settings).expect("it can be written");
        Scene { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_grey"));
        command
            .arg("--config")
            .arg(self.path("grey.toml"))
            .stdin(Stdio::null());
        command
    }

    fn import(&self, from: &str, path: &Path, options: &[&str]) -> Said {
        let mut command = self.command();
        let output = command
            .args(["import", from])
            .arg(path)
            .args(options)
            .output();
        let output = output.expect("it is built");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Said {
            success: output.status.success(),
            out: text(&output.stdout),
            error: text(&output.stderr),
        }
    }
}

fn ago(seconds: u64) -> u64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("it is after 1970");
    now.as_secs() - seconds
}

fn triplets(count: usize, time: u64) -> Vec<Texts> {
    let key = |n| {
        format!(
            "('10.0.{}.9', '<ann{n}@a.example>', '<bob@home.example>')",
            n % 250
        )
    };
    (0..count).map(|n| (key(n), format!("{time}.5"))).collect()
}

#[test]
fn what_the_original_knew_is_imported_once() {
    let scene = Scene::new();
    dumb(&scene.path("greylisted.dbm"), &triplets(30, ago(1_000)));
    berkeley(
        &scene.path("attempters.dbm"),
        "hash",
        &[],
        &triplets(50, ago(2_000)),
    );
    let folder = scene.folder.path().to_owned();

    let said = scene.import("original", &folder, &["--dry-run"]);
    assert!(said.success, "{}", said.error);
    let counted = "50 triplets and 0 clients; left out: 30 of which the store knows more, 0 that \
                   are over\n";
    assert!(
        said.out.ends_with(&format!("would import {counted}")),
        "{}",
        said.out
    );
    assert!(!scene.path("grey.db").exists(), "it only looked");

    let said = scene.import("original", &folder, &[]);
    assert!(said.success, "{}", said.error);
    assert!(
        said.out.contains("greylisted.dbm: 30 records read\n"),
        "{}",
        said.out
    );
    assert!(
        said.out.ends_with(&format!("imported {counted}")),
        "{}",
        said.out
    );

    let said = scene.import("original", &folder, &[]);
    let again = "imported 0 triplets and 0 clients; left out: 80 of which the store knows more, 0 \
                 that are over\n";
    assert!(said.out.ends_with(again), "{}", said.out);
}

#[test]
fn who_was_known_to_the_original_passes_and_a_stranger_waits() {
    let scene = Scene::new();
    dumb(&scene.path("greylisted.dbm"), &triplets(30, ago(1_000)));
    let said = scene.import("original", scene.folder.path(), &[]);
    assert!(said.success, "{}", said.error);

    let mut daemon = scene
        .command()
        .env("GREY_POSTFIX_LISTEN", "127.0.0.1:0")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it is built");
    let stderr = daemon.stderr.take().expect("it is piped");
    let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
    let address = lines.find_map(|line| {
        let (_, address) = line.split_once("listening for Postfix on ")?;
        Some(address.trim().to_owned())
    });
    let connection = TcpStream::connect(address.expect("it starts")).expect("it listens");
    let mut connection = BufReader::new(connection);
    let mut ask = |client: &str, sender: &str| {
        let request = format!(
            "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_name=unknown\n\
             client_address={client}\nsender={sender}\nrecipient=bob@home.example\n\n"
        );
        let stream = connection.get_mut();
        stream.write_all(request.as_bytes()).expect("it listens");
        let (mut action, mut end) = (String::new(), String::new());
        connection.read_line(&mut action).expect("it answers");
        connection.read_line(&mut end).expect("it answers");
        action
    };
    let known = ask("10.0.7.9", "ann7@a.example");
    let neighbour = ask("10.0.7.200", "ann7@a.example");
    let stranger = ask("10.0.8.9", "ann7@a.example");
    daemon.kill().expect("it runs");
    daemon.wait().expect("it ends");
    assert!(known.starts_with("action=DUNNO"), "{known}");
    assert!(neighbour.starts_with("action=DUNNO"), "{neighbour}");
    assert!(stranger.starts_with("action=DEFER_IF_PERMIT"), "{stranger}");
}

#[test]
fn what_is_over_is_left_out() {
    let scene = Scene::new();
    dumb(
        &scene.path("greylisted.dbm"),
        &triplets(30, ago(60 * 24 * 60 * 60)),
    );
    let said = scene.import("original", scene.folder.path(), &[]);
    assert!(
        said.out.contains("imported 0 triplets and 0 clients"),
        "{}",
        said.out
    );
    assert!(said.out.contains("30 that are over"), "{}", said.out);
}

#[test]
fn a_damaged_database_is_imported_only_if_that_is_wanted() {
    let scene = Scene::new();
    let path = scene.path("greylisted.dbm");
    berkeley(
        &path,
        "hash",
        &["db_pagesize=512"],
        &triplets(300, ago(1_000)),
    );
    let bytes = std::fs::read(&path).expect("it was written");
    let pages = bytes.len() / 512;
    std::fs::write(&path, &bytes[..pages / 2 * 512]).expect("it can be cut");

    let said = scene.import("original", scene.folder.path(), &[]);
    assert!(!said.success);
    let missing = format!(
        "pages {} to {}: are missing: the file has ended before them",
        pages / 2,
        pages - 1
    );
    assert!(said.out.contains(&missing), "{}", said.out);
    let why = "nothing was imported: not all can be read; `--keep-what-is-good` imports what can";
    assert!(said.error.contains(why), "{}", said.error);
    assert!(!scene.path("grey.db").exists(), "nothing is half written");

    let said = scene.import("original", scene.folder.path(), &["--keep-what-is-good"]);
    assert!(said.success, "{}", said.error);
    let imported = said.out.lines().last().expect("it says something");
    let count = imported
        .split(' ')
        .nth(1)
        .and_then(|count| count.parse::<usize>().ok());
    assert!(
        count.is_some_and(|count| (50..300).contains(&count)),
        "{imported}"
    );
}

#[test]
fn a_record_that_says_nothing_is_named() {
    let scene = Scene::new();
    let mut texts = triplets(3, ago(1_000));
    texts.push(("('192.0.2.1', '<a@b>')".to_owned(), "1".to_owned()));
    texts.push(("hello".to_owned(), "1".to_owned()));
    dumb(&scene.path("greylisted.dbm"), &texts);
    let said = scene.import("original", scene.folder.path(), &[]);
    assert!(!said.success);
    assert!(
        said.out
            .contains("record `(\\'192.0.2.1\\', \\'<a@b>\\')`: has not three parts")
    );
    assert!(
        said.out
            .contains("record `hello`: is no triplet as Python writes it")
    );
}

#[test]
fn nothing_is_imported_beside_a_grey_that_runs() {
    let scene = Scene::new();
    dumb(&scene.path("greylisted.dbm"), &triplets(3, ago(1_000)));
    let mut daemon = scene
        .command()
        .stderr(Stdio::piped())
        .spawn()
        .expect("it is built");
    let stderr = daemon.stderr.take().expect("it is piped");
    let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
    assert!(
        lines.any(|line| line.contains("listening for mail on")),
        "it starts"
    );
    let said = scene.import("original", scene.folder.path(), &[]);
    daemon.kill().expect("it runs");
    daemon.wait().expect("it ends");
    assert!(!said.success);
    let why = "is in use, most likely by a grey that runs; end it, import, and start it again";
    assert!(said.error.contains(why), "{}", said.error);
}

#[test]
fn an_import_that_is_killed_has_written_all_or_nothing() {
    const COUNT: usize = 2_000;
    let mut rng = fastrand::Rng::with_seed(9);
    let (mut none, mut all) = (0, 0);
    // How long it may take here: it is found out on the way, in microseconds.
    let mut most = 200_000_u64;
    while (none < 2 || all < 2) && none + all < 30 {
        let scene = Scene::new();
        let texts = triplets(COUNT, ago(1_000));
        berkeley(&scene.path("greylisted.dbm"), "hash", &[], &texts);
        let mut child = scene
            .command()
            .args(["import", "original"])
            .arg(scene.folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it is built");
        let stdout = child.stdout.take().expect("it is piped");
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        // It has read them, and begins to write.
        assert!(lines.any(|line| line.contains("records read")));
        std::thread::sleep(Duration::from_micros(rng.u64(0..most)));
        child.kill().expect("it is ours");
        child.wait().expect("it is ours");
        let said = scene.import("original", scene.folder.path(), &["--dry-run"]);
        assert!(said.success, "{}", said.error);
        let left = |count: usize| {
            let known = COUNT - count;
            said.out.contains(&format!("would import {count} triplets"))
                && said.out.contains(&format!("left out: {known} of which"))
        };
        assert!(left(COUNT) || left(0), "{}", said.out);
        match left(0) {
            true => (all, most) = (all + 1, most / 2 + 1),
            false => (none, most) = (none + 1, most * 2),
        }
    }
    assert!(none >= 2 && all >= 2, "{none} before, {all} after");
}
