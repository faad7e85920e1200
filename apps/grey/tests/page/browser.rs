use crate::daemon::{Daemon, TOKEN};
use crate::load::{Asker, Load};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// Chromium without a screen, in a folder of its own, which reaches nobody but us.
fn chromium(folder: &Path, arguments: &[&str]) -> Output {
    let run = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--enable-logging=stderr",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--virtual-time-budget=6000",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .arg(format!(
            "--log-net-log={}",
            folder.join("net.json").display()
        ))
        .args(arguments)
        .output();
    run.expect("chromium is installed, from the package chromium")
}

/// Where the page itself has asked for something, besides where it was opened.
fn asked_for(folder: &Path) -> Vec<(String, String)> {
    let log = std::fs::read_to_string(folder.join("net.json")).expect("it writes one");
    let log: Value = serde_json::from_str(&log).expect("it is JSON");
    let begins = &log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"];
    let events = log["events"].as_array().expect("there are some");
    let begun = events.iter().filter(|event| event["type"] == *begins);
    let texts = begun.filter_map(|event| {
        let (url, by) = (&event["params"]["url"], &event["params"]["initiator"]);
        Some((url.as_str()?.to_owned(), by.as_str()?.to_owned()))
    });
    // What Chromium asks for itself has no page as its reason.
    texts.filter(|(_, by)| by != "not an origin").collect()
}

#[test]
fn chromium_shows_the_rules_who_waits_and_the_graph_and_loads_nothing_else() {
    let daemon = Daemon::start("policy.delay = '1h'");
    let mut asker = Asker::new(daemon.policy);
    let script = "<script>document.title='broken'</script>";
    for _ in 0..40 {
        let sender = format!("{script}@evil.example");
        asker.ask(
            &format!("<img src=x>{script}"),
            &sender,
            "<b>jo</b>@example.com",
        );
    }
    asker.ask("mail.b.example", "bo@b.example", "jo@example.com");
    let load = Load::start(daemon.policy);
    let folder = daemon.folder();
    let url = format!("http://{}/?token={TOKEN}", daemon.status);
    let shown = chromium(&folder, &["--dump-dom", &url]);
    drop(load);
    let page = String::from_utf8_lossy(&shown.stdout);
    let said = String::from_utf8_lossy(&shown.stderr);
    for text in [
        "<title>grey at mx.example.com</title>",
        ">too-early<",
        ">first-attempt<",
        ">ann@a.example<",
        ">192.0.2.0/24<",
        ">store up<",
        ">MAIL<",
        ">POSTFIX<",
        ">TALLY<",
        ">TABLE<",
        "DECIDED.outbox",
        "connection[\u{2026}]/PROTOCOL",
        ">PolicyDecoder<",
        // What strangers say is text.
        "&lt;script&gt;document.title='broken'&lt;/script&gt;@evil.example",
        "&lt;img src=x&gt;",
        "&lt;b&gt;jo&lt;/b&gt;@example.com",
    ] {
        assert!(page.contains(text), "{text} is not in {page}\n{said}");
    }
    for element in ["<img", "<b>", "<script>"] {
        assert!(!page.contains(element), "{element} is in {page}");
    }
    // Of the policy for what it may load, and of its script.
    assert!(!said.contains("Content Security Policy"), "{said}");
    assert!(!said.contains("Uncaught"), "{said}");
    let own = format!("http://{}", daemon.status);
    let asked = asked_for(&folder);
    assert!(!asked.is_empty());
    for (url, by) in asked {
        assert_eq!((url, by), (format!("{own}/status.json"), own.clone()));
    }
    // Nothing is said of the token in the page.
    assert!(!page.contains(TOKEN));
}

#[test]
fn chromium_fits_the_page_into_a_narrow_window_and_draws_it() {
    let daemon = Daemon::start("");
    Asker::new(daemon.policy).ask("mail.b.example", "bo@b.example", "jo@example.com");
    let folder = daemon.folder();
    let picture = folder.join("page.png");
    let screenshot = format!("--screenshot={}", picture.display());
    let url = format!("http://{}/?token={TOKEN}", daemon.status);
    chromium(&folder, &[&screenshot, "--window-size=360,2000", &url]);
    let picture = std::fs::read(picture).expect("it is there");
    // A PNG: its size stands in its head.
    assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!(picture[16..20], 360_u32.to_be_bytes());
    assert!(
        picture.len() > 20_000,
        "nothing is drawn: {} bytes",
        picture.len()
    );
}
