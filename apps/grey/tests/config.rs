//! The settings: their defaults, where they come from, and what is said of wrong ones.

use grey::config::{ClientAddress, Config, LogFormat, LogLevel, Profile};
use grey::policy::{Clients, Machine, NullSender, Original, Prefixes, Settings, Times, WhenGone};
use std::time::Duration;

fn parse(text: &str) -> Config {
    Config::parse("grey.toml", text, []).expect("the settings are good")
}

/// The settings are wrong, and this is said.
#[track_caller]
fn check(text: &str, said: &str) {
    let error = Config::parse("grey.toml", text, []).expect_err("they are wrong");
    assert_eq!(error.to_string(), said);
}

/// The same, and then which settings there are.
#[track_caller]
fn check_begin(text: &str, said: &str) {
    let error = Config::parse("grey.toml", text, []).expect_err("they are wrong");
    let error = error.to_string();
    assert!(error.starts_with(said), "{error}");
}

fn with(variable: &str, value: &str) -> Result<Config, String> {
    let variables = [(variable.to_owned(), value.to_owned())];
    Config::parse("grey.toml", "[policy]\nlife = '40d'", variables).map_err(|e| e.to_string())
}

#[test]
fn the_example_is_the_defaults() {
    assert_eq!(parse(Config::EXAMPLE), Config::default());
    assert_eq!(parse(""), Config::default());
}

#[test]
fn every_setting_of_the_example_is_explained() {
    let mut explained = false;
    for line in Config::EXAMPLE.lines() {
        assert!(line.len() <= 90, "too long: {line}");
        explained = match line {
            line if line.starts_with('#') => true,
            "" => false,
            // A setting may share the words of the one before it.
            line => explained || line.starts_with('[') || !line.contains(" = "),
        };
        assert!(explained || line.is_empty(), "unexplained: {line}");
    }
}

#[test]
fn a_policy_goes_by_the_settings() {
    let config = parse(
        "[server]
        name = 'mx.home.example'
        domains = ['home.example', '.lists.example']
        relay = ['192.0.2.0/28']
        [policy]
        delay = '5m'
        v4_prefix = 32
        hash = true
        null_sender = 'recipient'
        [clients]
        passes = 3
        [exempt]
        clients = ['2001:db8::/32']
        hours = ['Mon-Fri 08:00-18:00']
        [suspects]
        only = true
        zones = ['list.example']
        [fail]
        dns = 'pass'",
    );
    let settings = config.settings();
    assert_eq!(settings.name, "mx.home.example");
    assert_eq!(settings.recipients.domains.len(), 2);
    assert_eq!(settings.relay.len(), 1);
    let times = Times {
        delay: Duration::from_secs(300),
        ..Times::default()
    };
    assert_eq!(settings.machine, Machine::Rfc6647(times));
    assert_eq!(settings.prefixes, Prefixes { v4: 32, v6: 64 });
    assert!(settings.hash && settings.normalise);
    assert_eq!(settings.null_sender, NullSender::AtRecipient);
    assert_eq!(settings.clients.passes, 3);
    assert_eq!(settings.clients.every, Clients::default().every);
    assert_eq!(settings.exempt.clients.len(), 1);
    assert_eq!(settings.exempt.hours.len(), 1);
    assert!(settings.suspects.only && settings.suspects.no_name);
    assert_eq!(settings.suspects.zones, ["list.example"]);
    assert_eq!(settings.dns_gone, WhenGone::Pass);
    assert_eq!(settings.store_gone, WhenGone::Defer);
}

#[test]
fn the_profile_of_the_original_has_its_four_times() {
    let config = parse("[policy]\nprofile = 'original'");
    assert_eq!(config.policy.profile, Profile::Original);
    let settings = config.settings();
    let original = Original {
        penalty: Duration::from_secs(180),
        least: Duration::from_secs(3_600),
        most: Duration::from_secs(25_000),
        life: Duration::from_secs(3_000_000),
    };
    assert_eq!(settings.machine, Machine::Original(original));
    assert_eq!(settings.prefixes, Prefixes::WHOLE);
    assert_eq!(settings.clients.passes, 0);
    assert_eq!(
        settings,
        Settings {
            name: "localhost".into(),
            ..Settings::original()
        }
    );
}

#[test]
fn an_unknown_setting_is_named_with_the_nearest_known_one() {
    check(
        "[server]\n\n[clients]\nevery = '5m'\npases = 2",
        "grey.toml, line 5: `clients.pases` is no setting; did you mean `clients.passes`? \
         `[clients]` has `passes`, `every`, `life`",
    );
    check_begin(
        "[server]\ndelay = '5m'",
        "grey.toml, line 2: `server.delay` is no setting; did you mean `policy.delay`? \
         `[server]` has `name`, `listen`, ",
    );
    check(
        "[polisy]\ndelay = '5m'",
        "grey.toml, line 1: `polisy` is no section; did you mean `[policy]`?",
    );
    check(
        "# mine\ndelay = '5m'",
        "grey.toml, line 2: `delay` stands in no section; did you mean `policy.delay`?",
    );
    check_begin(
        "[policy]\nxyzzy = 1",
        "grey.toml, line 2: `policy.xyzzy` is no setting; `[policy]` has `profile`, ",
    );
    check(
        "policy = 1",
        "grey.toml, line 1: `policy` is a section; write `[policy]`",
    );
}

#[test]
fn a_wrong_value_is_named_with_its_line_and_a_right_one() {
    check(
        "[policy]\ndelay = 'soon'",
        "grey.toml, line 2: `policy.delay`: `soon` is no time; write `90s`, `5m`, `24h` or `35d`",
    );
    check(
        "[exempt]\nclients = [\n  '10.0.0.0/8',\n  '192.168.2',\n]",
        "grey.toml, line 2: `exempt.clients`: `192.168.2` is no network; write an address and a \
         prefix, such as `192.0.2.0/24`",
    );
    check(
        "[exempt]\nclients = ['192.168.2.1/24']",
        "grey.toml, line 2: `exempt.clients`: `192.168.2.1/24` is no network; write \
         `192.168.2.0/24`, or one address without a prefix",
    );
    check_begin(
        "[server]\ndomains = ['*']",
        "grey.toml, line 2: `server.domains` cannot be `*`: that is an open relay;",
    );
    check(
        "[server]\ndomains = ['*.home.example']",
        "grey.toml, line 2: `server.domains`: `*.home.example` is no pattern; write \
         `example.org` for that domain, `.example.org` for it and all below it, or `*` for any",
    );
    check(
        "[policy]\nv4_prefix = 33",
        "grey.toml, line 2: `policy.v4_prefix`: 33 is more than an address has; write a number \
         of bits from 0 to 32",
    );
    check(
        "[backend]\naddress = 'mail.home.example'",
        "grey.toml, line 2: `backend.address`: `mail.home.example` is no host with a port; write \
         `127.0.0.1:10025` or `mail.home.example:25`",
    );
    check(
        "[limits]\nrecipients = 0",
        "grey.toml, line 2: `limits.recipients` is zero; it has to be one at least",
    );
    check(
        "[backend]\nclient_address = 'proxy'",
        "grey.toml, line 2: `backend.client_address`: unknown variant `proxy`, expected one of \
         `none`, `xclient`, `proxy-v1`, `proxy-v2`",
    );
}

#[test]
fn what_does_not_fit_together_is_said() {
    check(
        "[policy]\nprofile = 'original'\n[clients]\npasses = 7",
        "grey.toml, line 4: `clients.passes` is said by the profile \"original\" itself; leave \
         one of them out",
    );
    check(
        "[policy]\nwindow = '1m'",
        "grey.toml, line 2: `policy.window` is not longer than `policy.delay`, so nobody could \
         ever pass",
    );
    check(
        "[tls]\ncertificate = 'home.pem'",
        "grey.toml, line 2: `tls.certificate` needs `tls.key` beside it",
    );
    check(
        "[store]\nshared = 'grey.db'",
        "grey.toml, line 2: `store.shared`: the address of the database cannot be used: it does \
         not begin with `postgres://`; write `postgres://user@host:5432/database`",
    );
    check(
        "[store]\nshared_table = 'Grey'",
        "grey.toml, line 2: `store.shared_table` is no name of small letters, digits and `_`; \
         write `grey`",
    );
    check(
        "[store]\nshared_password_file = '/a'",
        "grey.toml, line 2: `store.shared_password_file` needs `store.shared` beside it",
    );
    check(
        "[store]\nshared = 'postgres://a:secret@b/c'\nshared_password_file = '/a'",
        "grey.toml, line 3: `store.shared_password_file` says the password that `store.shared` \
         says too; leave it out there",
    );
    check(
        "[store]\nshared_connections = 0",
        "grey.toml, line 2: `store.shared_connections` is zero; it has to be one at least",
    );
    check(
        "[fail]\nstore = 'greylist'",
        "grey.toml, line 2: `fail.store` cannot be \"greylist\": without a store nobody is known; \
         write \"defer\" or \"pass\"",
    );
}

#[test]
fn what_is_no_toml_is_said_with_its_line() {
    let error = Config::parse("grey.toml", "[policy]\ndelay = \n", []).expect_err("it is none");
    assert_eq!(error.line, Some(2));
    assert!(
        error.to_string().starts_with("grey.toml, line 2: "),
        "{error}"
    );
}

#[test]
fn the_environment_wins_over_the_file() {
    let policy = with("GREY_POLICY_DELAY", "5m").expect("it is good").policy;
    assert_eq!(policy.delay, Duration::from_secs(300));
    assert_eq!(policy.life, Duration::from_secs(40 * 24 * 60 * 60));
    let longer = with("GREY_POLICY_LIFE", "50d").expect("it is good").policy;
    assert_eq!(longer.life, Duration::from_secs(50 * 24 * 60 * 60));
    let server = with("GREY_SERVER_DOMAINS", "a.example, b.example")
        .expect("it is good")
        .server;
    assert_eq!(server.domains.len(), 2);
    let backend = with("GREY_BACKEND_CLIENT_ADDRESS", "xclient")
        .expect("it is good")
        .backend;
    assert_eq!(backend.client_address, ClientAddress::Xclient);
    let limits = with("GREY_LIMITS_RECIPIENTS", "500")
        .expect("it is good")
        .limits;
    assert_eq!(limits.recipients, 500);
    let exempt = with("GREY_EXEMPT_SECURED", "true")
        .expect("it is good")
        .exempt;
    assert!(exempt.secured);
}

#[test]
fn a_wrong_variable_is_named() {
    assert_eq!(
        with("GREY_POLICY_DEALY", "5m").expect_err("it is none"),
        "GREY_POLICY_DEALY: is no setting; did you mean `GREY_POLICY_DELAY`?",
    );
    assert_eq!(
        with("GREY_XYZZY", "5m").expect_err("it is none"),
        "GREY_XYZZY: is no setting; write `GREY_POLICY_DELAY` for `delay` of `[policy]`",
    );
    assert_eq!(
        with("GREY_POLICY_DELAY", "soon").expect_err("it is wrong"),
        "GREY_POLICY_DELAY: `policy.delay`: `soon` is no time; write `90s`, `5m`, `24h` or `35d`",
    );
    let error = with("GREY_LIMITS_RECIPIENTS", "many").expect_err("it is wrong");
    assert!(
        error.starts_with("GREY_LIMITS_RECIPIENTS: `limits.recipients`: "),
        "{error}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let path = std::path::Path::new("/nowhere/grey.toml");
    let error = Config::load(Some(path))
        .expect_err("it is not there")
        .to_string();
    assert!(
        error.starts_with("/nowhere/grey.toml: cannot be read: "),
        "{error}"
    );
}

#[test]
fn a_server_that_would_refuse_all_mail_does_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("grey.toml");
    let load = |text: &str| {
        std::fs::write(&path, text).expect("it can be written");
        Config::load(Some(&path)).map_err(|error| error.to_string())
    };
    let error = load("[policy]\ndelay = '5m'").expect_err("it has no domains");
    assert!(
        error.ends_with(
            "grey.toml: `server.domains` is empty, so that all mail would be refused for good; \
             name the domains whose mail this server takes, or let `server.listen` be empty"
        ),
        "{error}"
    );
    assert!(
        load("[server]\nlisten = []").is_ok(),
        "it serves Postfix alone"
    );
    assert!(load("[server]\nrelay = ['192.0.2.0/24']").is_ok());
    let config = load("[server]\ndomains = ['home.example']").expect("it is good");
    assert_eq!(config.server.domains.len(), 1);
}

#[test]
fn the_socket_of_the_administrator_is_beside_the_store_if_nothing_else_is_said() {
    let socket = |text: &str| parse(text).admin_socket();
    let path = |path: &str| Some(std::path::PathBuf::from(path));
    assert_eq!(socket(""), path("/var/lib/grey/grey.sock"));
    let text = "[store]\npath = '/srv/mail/grey.db'\n[admin]\nsocket = 'a.sock'";
    assert_eq!(socket(text), path("/srv/mail/a.sock"));
    let text = "[admin]\nsocket = '/run/grey/grey.sock'\nmode = '0660'";
    assert_eq!(socket(text), path("/run/grey/grey.sock"));
    assert_eq!(parse(text).admin.mode, 0o660);
    assert_eq!(socket("[admin]\nsocket = ''"), None);
    for mode in ["", "rw", "0060", "1777", "660 "] {
        let text = format!("[admin]\nmode = '{mode}'");
        let said = format!(
            "grey.toml, line 2: `admin.mode`: `{mode}` are no permissions of a socket; write \
             \"0600\" for its owner, or \"0660\" for a group too",
        );
        check(&text, &said);
    }
}

#[test]
fn a_database_comes_from_the_environment_with_a_password_that_nobody_sees() {
    let config = with("GREY_STORE_SHARED", "postgres://ann:s3cret@db.example/mail");
    let store = config.expect("it is an address").store;
    let shared = store.shared.as_ref().expect("it is set");
    assert!(shared.has_password());
    assert_eq!(shared.to_string(), "postgres://ann@db.example:5432/mail");
    assert!(!format!("{store:?}").contains("s3cret"));
    let error = with(
        "GREY_STORE_SHARED",
        "postgres://ann:s3cret@db.example:x/mail",
    );
    let error = error.expect_err("it is none");
    assert!(
        error.starts_with("GREY_STORE_SHARED: `store.shared`"),
        "{error}"
    );
    assert!(!error.contains("s3cret"), "{error}");
}

#[test]
fn a_log_has_a_format_a_level_and_a_file() {
    let config = parse("[log]\nformat = 'json'\nlevel = 'debug'\nfile = '/var/log/grey.log'");
    assert_eq!(
        (config.log.format, config.log.level),
        (LogFormat::Json, LogLevel::Debug)
    );
    assert_eq!(config.log.file, std::path::Path::new("/var/log/grey.log"));
    let format = with("GREY_LOG_FORMAT", "original")
        .expect("it is good")
        .log
        .format;
    assert_eq!(format, LogFormat::Original);
    check(
        "[log]\nformat = 'xml'",
        "grey.toml, line 2: `log.format`: unknown variant `xml`, expected one of `text`, `json`, \
         `original`",
    );
}

#[test]
fn a_policy_that_only_notes_says_so() {
    assert!(!parse("").settings().shadow);
    assert!(parse("[policy]\nshadow = true").settings().shadow);
}
