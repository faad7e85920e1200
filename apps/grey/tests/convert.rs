//! The settings of the original, as grey's.

use grey::config::{Config, LogFormat, Profile};
use grey::movein::greylist_conf::convert_text;
use grey::policy::{Address, Facts, Policy, Question, Rule, Secret, Settings, Step};
use std::path::Path;
use std::process::Command;
use std::time::UNIX_EPOCH;

/// As the original is shipped, and with all else that it has.
const CONF: &str = "\
# The settings of a test.
port=25
servername=mail.example.org
serverid=Kamaelia-SMTP 1.0
smtp_ip=192.168.0.25
smtp_port=8025
inactivity_timeout=60
greylist_log=/var/log/greylist.log
greylist_debuglog=/var/log/greylist-debug.log=old

allowed_senders:
    127.0.0.1
    192.0.2.7
allowed_sender_nets:
    192.168.2
    10.
allowed_domains:
    localdomain
    example.org
whitelisted_triples:
    192.0.2.9 <ann@a.example> <bob@example.org>
    192.0.2.10 <> <bob@example.org>
whitelisted_nonstandard_triples:
    mail.b.example 198.51.100 <eve@example.org>
";

fn converted(conf: &str) -> (String, Config) {
    let text = convert_text("greylist.conf", conf).expect("it is good");
    let config = Config::parse("grey.toml", &text, []).expect("it is for grey");
    (text, config)
}

#[test]
fn all_that_can_be_said_is_said() {
    let (_, config) = converted(CONF);
    assert_eq!(config.server.name, "mail.example.org");
    assert_eq!(
        config.server.listen,
        ["[::]:25".parse().expect("an address")]
    );
    assert_eq!(config.backend.address, "192.168.0.25:8025");
    assert_eq!(config.policy.profile, Profile::Original);
    let relay: Vec<String> = config
        .server
        .relay
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        relay,
        [
            "127.0.0.1/32",
            "192.0.2.7/32",
            "192.168.2.0/24",
            "10.0.0.0/8"
        ]
    );
    assert!(config.server.domains[1].matches("Example.org"));
    assert_eq!(config.exempt.together.len(), 3);
    assert_eq!(config.log.format, LogFormat::Original);
    assert_eq!(config.log.file, Path::new("/var/log/greylist.log"));
    assert_eq!(config.settings().machine, Settings::original().machine);
}

#[test]
fn what_was_a_fault_or_cannot_be_said_is_remarked() {
    let (text, _) = converted(CONF);
    let text = text.replace("\n# ", " ");
    for remark in [
        "Line 15: `192.168.2` admitted 192.168.20-29, 200-255 as well, since they begin so.",
        "Line 9: the original did not see what follows the second `=` of `greylist_debuglog`.",
        "Line 4: `serverid = Kamaelia-SMTP 1.0` is left out: grey does not say what program it is.",
        "`greylist_debuglog = /var/log/greylist-debug.log` is left out",
        "They lose the mail of senders that give up within an hour",
    ] {
        assert!(text.contains(remark), "{remark}\n{text}");
    }
    assert!(
        !text.contains("`10.` admitted"),
        "a dot ends a number: {text}"
    );
}

#[test]
fn who_was_whitelisted_passes_at_once() {
    let (_, config) = converted(CONF);
    let policy = Policy::new(config.settings(), Secret([0; 16]));
    let rule = |client: &str, helo: &str, sender: &str, recipient: &str| {
        let sender = Some(sender).filter(|sender| !sender.is_empty());
        let client = client.parse().expect("an address");
        let mut question = Question::new(client, sender.map(Address::of), Address::of(recipient));
        question.helo = helo.to_owned();
        question.at = match sender {
            Some(_) => question.at,
            None => grey::policy::Point::Data,
        };
        match policy.step(&question, &Facts::new(), UNIX_EPOCH) {
            Step::Decided(verdict) => Some(verdict.rule()),
            _ => None,
        }
    };
    let together = Some(Rule::ExemptTogether);
    assert_eq!(
        rule("192.0.2.9", "x", "ann@a.example", "bob@example.org"),
        together
    );
    assert_eq!(rule("192.0.2.10", "x", "", "bob@example.org"), together);
    assert_eq!(
        rule(
            "198.51.100.7",
            "mail.b.example",
            "x@y.example",
            "eve@example.org"
        ),
        together
    );
    assert_eq!(
        rule("192.0.2.9", "x", "ann@a.example", "eve@example.org"),
        None
    );
    assert_eq!(
        rule("192.0.2.9", "x", "eve@a.example", "bob@example.org"),
        None
    );
    assert_eq!(
        rule("192.0.2.10", "x", "ann@a.example", "bob@example.org"),
        None
    );
    assert_eq!(
        rule(
            "198.51.100.7",
            "mail.c.example",
            "x@y.example",
            "eve@example.org"
        ),
        None
    );
    assert_eq!(
        rule("192.168.2.77", "x", "a@b.example", "a@c.example"),
        Some(Rule::MayRelay)
    );
    assert_eq!(
        rule("192.168.20.77", "x", "a@b.example", "a@c.example"),
        Some(Rule::ForeignDomain)
    );
}

#[test]
fn nothing_said_is_what_the_original_had_then() {
    let (text, config) = converted("");
    assert_eq!(config.server.name, "mail.example.com");
    assert_eq!(config.backend.address, "192.168.2.9:8025");
    assert!(text.contains("The original took mail for nobody"), "{text}");
}

#[test]
fn a_wrong_line_is_named() {
    let check = |conf: &str, said: &str| {
        let error = convert_text("greylist.conf", conf).expect_err(conf);
        assert_eq!(error.to_string(), said);
    };
    check(
        "port=25\nhello",
        "greylist.conf, line 2: `hello` is neither `key = value`, nor `key:`, nor an indented \
         item of a list",
    );
    check(
        "prot=25",
        "greylist.conf, line 1: the original knows no `prot`; leave it out",
    );
    check(
        "port:\n 25",
        "greylist.conf, line 1: `port` is a setting; write `port = value`",
    );
    check(
        "port=smtp",
        "greylist.conf, line 1: `port` is no number of a port",
    );
    check(
        "\nallowed_domains=a.example",
        "greylist.conf, line 2: `allowed_domains` is a list; write `allowed_domains:`, and its \
         items indented below",
    );
    check(
        "allowed_sender_nets:\n  192.168.2\n  192.168.x",
        "greylist.conf, line 3: `192.168.x` begins no address; write such as `192.168.2`",
    );
    check(
        "whitelisted_triples:\n  192.0.2.1 <a@b.example>",
        "greylist.conf, line 2: has 2 words, and needs three",
    );
    check(
        "whitelisted_triples:\n  192.0.2.1 a@b.example <c@d.example>",
        "greylist.conf, line 2: `a@b.example` was never met, since addresses came in brackets; \
         write `<a@b.example>`",
    );
}

#[test]
fn what_the_program_prints_passes_its_own_check() {
    let folder = tempfile::tempdir().expect("a folder");
    let (conf, settings) = (
        folder.path().join("greylist.conf"),
        folder.path().join("grey.toml"),
    );
    std::fs::write(&conf, CONF).expect("it can be written");
    let grey = || Command::new(env!("CARGO_BIN_EXE_grey"));
    let output = grey()
        .arg("convert")
        .arg(&conf)
        .output()
        .expect("it is built");
    assert!(output.status.success(), "{output:?}");
    std::fs::write(&settings, &output.stdout).expect("it can be written");
    let checked = grey()
        .arg("--config")
        .arg(&settings)
        .arg("--check-config")
        .output();
    let checked = checked.expect("it is built");
    assert!(checked.status.success(), "{checked:?}");
}
