//! The list of providers that are not greylisted, and the command for it.

use grey::config::{Config, Loaded};
use grey::policy::{Listed, Settings};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder with settings that name a list.
struct Scene(tempfile::TempDir);

impl Scene {
    fn new() -> Scene {
        let folder = tempfile::tempdir().expect("a folder");
        let list = folder.path().join("list.txt");
        let settings = format!("[exempt]\nlist_file = '{}'\n", list.display());
        std::fs::write(folder.path().join("grey.toml"), settings).expect("it can be written");
        Scene(folder)
    }

    fn list(&self) -> PathBuf {
        self.0.path().join("list.txt")
    }

    fn grey(&self, arguments: &[&str], told: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_grey"))
            .arg("--config")
            .arg(self.0.path().join("grey.toml"))
            .arg("exemptions")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it is built");
        let mut stdin = child.stdin.take().expect("it is piped");
        // Whoever does not read it has ended already.
        let _ = stdin.write_all(told.as_bytes());
        drop(stdin);
        child.wait_with_output().expect("it ends")
    }
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_list_is_replaced_by_a_newer_one_only() {
    let scene = Scene::new();
    let update = |list: &str, more: &[&str]| {
        let arguments: Vec<&str> = ["--update", "-"]
            .into_iter()
            .chain(more.iter().copied())
            .collect();
        scene.grey(&arguments, list)
    };
    let old = update("date 2020-01-01\nname .a.example", &[]);
    assert!(
        !old.status.success() && !scene.list().exists(),
        "older than the shipped one"
    );
    assert!(
        said(&old.stderr).contains("this list is of 2020-01-01"),
        "{}",
        said(&old.stderr)
    );

    let new = update("date 2030-01-01\nname .a.example", &[]);
    assert!(new.status.success(), "{}", said(&new.stderr));
    assert!(said(&new.stdout).contains("list.txt: 1 entries of 2030-01-01"));
    assert!(said(&new.stdout).contains("SIGHUP"));
    assert!(said(&scene.grey(&[], "").stdout).contains("name .a.example"));

    let wrong = update("date 2031-01-01\nname .a.example\nspf *", &[]);
    assert!(!wrong.status.success());
    assert!(said(&wrong.stderr).contains("-, line 3: `*` would be everybody; write domains"));

    let older = update("date 2029-01-01\nname .b.example", &[]);
    assert!(!older.status.success());
    let kept = std::fs::read_to_string(scene.list()).expect("it is there");
    assert_eq!(
        kept, "date 2030-01-01\nname .a.example",
        "nothing has changed it"
    );

    let forced = update("date 2029-01-01\nname .b.example", &["--force"]);
    assert!(forced.status.success(), "{}", said(&forced.stderr));
    let files = std::fs::read_dir(scene.0.path())
        .expect("it is a folder")
        .count();
    assert_eq!(
        files, 2,
        "the settings and the list, and nothing that was left"
    );
}

#[test]
fn a_list_is_checked_and_shown() {
    let scene = Scene::new();
    let shipped = Command::new(env!("CARGO_BIN_EXE_grey"))
        .arg("exemptions")
        .output();
    let shipped = shipped.expect("it is built");
    assert_eq!(said(&shipped.stdout), Listed::SHIPPED);
    std::fs::write(scene.list(), "date 2030-01-01\nnmae .a.example").expect("it can be written");
    let list = scene.list().display().to_string();
    let checked = scene.grey(&["--check", &list], "");
    assert!(!checked.status.success());
    let why = "list.txt, line 2: `nmae` is no kind of entry; write `name`, `spf` or `client`";
    assert!(
        said(&checked.stderr).contains(why),
        "{}",
        said(&checked.stderr)
    );
}

#[test]
fn the_settings_say_which_list_counts() {
    let scene = Scene::new();
    let parse = |settings: &str| {
        let settings = settings.replace("LIST", &scene.list().display().to_string());
        Config::parse("grey.toml", &settings, []).map(|config| config.settings())
    };
    let shipped = parse("").expect("it is good").listed;
    assert_eq!(*shipped, Listed::shipped());
    assert!(
        parse("[exempt]\nlist = false")
            .expect("it is good")
            .listed
            .is_empty()
    );
    let original = parse("[policy]\nprofile = 'original'").expect("it is good");
    assert_eq!(original.listed, Settings::default().listed, "it had none");

    let missing = parse("[exempt]\n\nlist_file = 'LIST'").expect_err("it is not there");
    assert_eq!(missing.line, Some(3));
    std::fs::write(scene.list(), "date 2030-01-01\nclient 192.0.2.1/24")
        .expect("it can be written");
    let wrong = parse("[exempt]\nlist_file = 'LIST'")
        .expect_err("it is wrong")
        .to_string();
    let why = "line 2: `192.0.2.1/24` is no network; write `192.0.2.0/24`";
    assert!(wrong.contains(why), "{wrong}");
    std::fs::write(scene.list(), "date 2030-01-01\nname .a.example").expect("it can be written");
    let own = parse("[exempt]\nlist_file = 'LIST'")
        .expect("it is good")
        .listed;
    assert!(own.has_name("mail.a.example") && !own.has_name("mail.google.com"));
}

#[test]
fn a_list_that_has_changed_is_read_again_with_the_settings() {
    let scene = Scene::new();
    let settings = scene.0.path().join("grey.toml");
    let text = format!(
        "server.domains = ['home.example']\nexempt.list_file = '{}'\n",
        scene.list().display()
    );
    std::fs::write(&settings, text).expect("it can be written");
    std::fs::write(scene.list(), "date 2030-01-01\nname .a.example").expect("it can be written");
    let first = Loaded::load(Some(&settings)).expect("it is good");
    assert_eq!(first.again().expect("it is good").changed, [""; 0]);
    let updated = scene.grey(&["--update", "-"], "date 2030-02-01\nname .b.example");
    assert!(updated.status.success(), "{}", said(&updated.stderr));
    let change = first.again().expect("it is good");
    assert_eq!(change.changed, ["exempt.list_file"]);
    assert!(
        change
            .loaded
            .config
            .settings()
            .listed
            .has_name("mail.b.example")
    );
}

#[test]
fn a_list_of_last_year_is_told_at_the_start() {
    use std::io::{BufRead, BufReader};

    let scene = Scene::new();
    std::fs::write(scene.list(), "date 2020-01-01\nname .a.example").expect("it can be written");
    let settings = format!(
        "server.listen = ['127.0.0.1:0']\nserver.domains = ['home.example']\n\
         store.path = '{}'\nexempt.list_file = '{}'\n",
        scene.0.path().join("grey.db").display(),
        scene.list().display()
    );
    let file = scene.0.path().join("run.toml");
    std::fs::write(&file, settings).expect("it can be written");
    let mut daemon = Command::new(env!("CARGO_BIN_EXE_grey"))
        .arg("--config")
        .arg(&file)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it is built");
    let stderr = daemon.stderr.take().expect("it is piped");
    let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
    let told = lines.any(|line| {
        line.contains("the list of providers that are not greylisted is of 2020-01-01")
    });
    daemon.kill().expect("it runs");
    daemon.wait().expect("it ends");
    assert!(told);
}
