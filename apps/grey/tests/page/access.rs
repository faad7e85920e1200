use crate::daemon::{Answer, Daemon, TOKEN};
use crate::exposition::Exposition;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

#[track_caller]
fn refused(daemon: &Daemon, reason: &str) -> f64 {
    let metrics = Exposition::read(&daemon.get("/metrics").body);
    metrics.sum("grey_status_refused_total", &[("reason", reason)])
}

/// That this is refused with that status, and counted for that reason and no other.
#[track_caller]
fn is_refused(daemon: &Daemon, reason: &str, status: u16, ask: impl Fn() -> Answer) {
    let reasons = ["host", "origin", "method", "no-token", "wrong-token"];
    let before = reasons.map(|reason| refused(daemon, reason));
    let answer = ask();
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(!answer.body.contains("mx.example.com"), "{answer:?}");
    for (name, before) in reasons.iter().zip(before) {
        let more = refused(daemon, name) - before;
        assert_eq!(
            more,
            f64::from(u8::from(*name == reason)),
            "{name}: {answer:?}"
        );
    }
}

#[test]
fn who_does_not_ask_for_this_host_is_refused_and_counted() {
    let daemon = Daemon::start("status.hosts = ['Status.Example.com']");
    let bearer = format!("Bearer {TOKEN}");
    let by = |host: &str, path: &str| {
        let headers = [
            ("Host", host),
            ("Connection", "close"),
            ("Authorization", &*bearer),
        ];
        daemon.say("GET", path, &headers)
    };
    for host in ["evil.example", "localhost.evil.example", "0.0.0.0", ""] {
        for path in ["/", "/status.json", "/metrics", "/health"] {
            is_refused(&daemon, "host", 421, || by(host, path));
        }
    }
    is_refused(&daemon, "host", 421, || {
        daemon.say(
            "GET",
            "/",
            &[("Connection", "close"), ("Authorization", &*bearer)],
        )
    });
    is_refused(&daemon, "host", 421, || {
        daemon.ask("GET", "/health", &[("Host", "evil.example")])
    });
    is_refused(&daemon, "host", 421, || {
        daemon.ask("GET", "http://evil.example/", &[])
    });
    for host in [
        "localhost",
        "LOCALHOST:1",
        "127.0.0.1:80",
        "status.example.com",
    ] {
        assert_eq!(by(host, "/status.json").status, 200, "{host}");
    }
}

#[test]
fn without_the_token_nobody_sees_anything() {
    let daemon = Daemon::start("");
    for path in ["/status.json", "/metrics", "/"] {
        is_refused(&daemon, "no-token", 401, || daemon.ask("GET", path, &[]));
        let almost = format!("Bearer {}", &TOKEN[1..]);
        for value in ["Bearer", "Bearer x", "Basic x", TOKEN, &almost] {
            let headers = [("Authorization", value)];
            is_refused(&daemon, "wrong-token", 403, || {
                daemon.ask("GET", path, &headers)
            });
        }
        // The token is not its own cookie.
        let cookie = format!("a=b; grey-status={TOKEN}");
        let headers = [("Cookie", &*cookie)];
        is_refused(&daemon, "wrong-token", 403, || {
            daemon.ask("GET", path, &headers)
        });
    }
    let wrong = "/?token=wrong";
    is_refused(&daemon, "wrong-token", 403, || {
        daemon.ask("GET", wrong, &[])
    });
    let elsewhere = format!("/metrics?token={TOKEN}");
    is_refused(&daemon, "no-token", 401, || {
        daemon.ask("GET", &elsewhere, &[])
    });
}

#[test]
fn a_browser_gets_a_cookie_for_the_token() {
    let daemon = Daemon::start("");
    let door = daemon.ask("GET", "/", &[]);
    assert!(door.body.contains("name=\"token\""), "{}", door.body);
    let let_in = daemon.ask("GET", &format!("/?token={TOKEN}"), &[]);
    assert_eq!(let_in.status, 303, "{let_in:?}");
    assert!(let_in.head.contains("location: /\r\n"), "{let_in:?}");
    assert!(
        let_in.head.contains("; path=/; httponly; samesite=strict"),
        "{let_in:?}"
    );
    assert!(!let_in.head.contains(TOKEN));
    let (_, cookie) = let_in.head.split_once("set-cookie: ").expect("a cookie");
    let (cookie, _) = cookie.split_once(';').expect("its value");
    let page = daemon.ask("GET", "/", &[("Cookie", &format!("x=y; {cookie}"))]);
    assert_eq!(page.status, 200, "{page:?}");
    for said in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "x-content-type-options: nosniff",
        "x-frame-options: deny",
        "referrer-policy: no-referrer",
        "cache-control: no-store",
    ] {
        assert!(page.head.contains(said), "{said}: {}", page.head);
    }
    let nonce = |page: &Answer| {
        let (_, rest) = page.head.split_once("script-src 'nonce-").expect("a nonce");
        rest.split_once('\'').expect("its end").0.to_owned()
    };
    assert!(
        page.body
            .contains(&format!("<script nonce=\"{}\">", nonce(&page)))
    );
    let again = daemon.ask("GET", "/", &[("Cookie", cookie)]);
    assert_ne!(nonce(&page), nonce(&again));
}

#[test]
fn pages_elsewhere_and_whoever_wants_to_change_something_are_refused() {
    let daemon = Daemon::start("");
    let bearer = format!("Bearer {TOKEN}");
    for origin in [
        "http://evil.example",
        "null",
        "https://localhost.evil.example",
        "x",
    ] {
        let headers = [("Authorization", &*bearer), ("Origin", origin)];
        is_refused(&daemon, "origin", 403, || {
            daemon.ask("GET", "/status.json", &headers)
        });
    }
    let own = format!("http://{}", daemon.status);
    let headers = [("Authorization", &*bearer), ("Origin", &own)];
    assert_eq!(daemon.ask("GET", "/status.json", &headers).status, 200);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        let headers = [("Authorization", &*bearer), ("Content-Length", "0")];
        is_refused(&daemon, "method", 405, || daemon.ask(method, "/", &headers));
    }
    let large = [("Authorization", &*bearer), ("Content-Length", "5")];
    assert_eq!(daemon.ask("POST", "/", &large).status, 413);
    assert_eq!(daemon.get("/nowhere").status, 404);
    assert_eq!(daemon.get("/../etc/passwd").status, 404);
}

#[test]
fn metrics_can_be_open_and_a_token_can_be_made_or_stand_in_a_file() {
    let daemon = Daemon::with("server.listen = []\nstatus.open_metrics = true");
    assert_eq!(daemon.ask("GET", "/metrics", &[]).status, 200);
    assert_eq!(daemon.ask("GET", "/status.json", &[]).status, 401);
    let (_, token) = daemon.said.split_once("/?token=").expect("it makes one");
    assert_eq!(token.len(), 32);
    assert_eq!(
        daemon.ask("GET", &format!("/?token={token}"), &[]).status,
        303
    );

    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("token");
    let check = |token: &str, mode: u32| {
        use std::os::unix::fs::PermissionsExt;
        std::fs::write(&file, token).expect("room");
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&file, permissions).expect("it is ours");
        let output = Command::new(env!("CARGO_BIN_EXE_grey"))
            .arg("--check-config")
            .env("GREY_SERVER_LISTEN", "")
            .env("GREY_STATUS_TOKEN_FILE", &file)
            .output()
            .expect("it is built");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), said)
    };
    assert!(check("a-token-in-a-file\n", 0o640).0);
    let (is_good, said) = check("a-token-in-a-file\n", 0o644);
    assert!(
        !is_good && said.contains("can be read by everybody"),
        "{said}"
    );
    let (is_good, said) = check("short\n", 0o600);
    assert!(!is_good && said.contains("has no token in it"), "{said}");
}

#[test]
fn whoever_looks_does_not_keep_it_from_ending() {
    let daemon = Daemon::start("");
    let mut stays = TcpStream::connect(daemon.status).expect("it listens");
    let _silent = TcpStream::connect(daemon.status).expect("it listens");
    let ask = format!("GET /health HTTP/1.1\r\nHost: {}\r\n\r\n", daemon.status);
    stays.write_all(ask.as_bytes()).expect("it reads");
    let mut answer = [0; 12];
    stays.read_exact(&mut answer).expect("it answers");
    assert_eq!(&answer, b"HTTP/1.1 200");
    let begun = Instant::now();
    daemon.ends_well();
    assert!(begun.elapsed() < Duration::from_secs(20), "{begun:?}");
}
