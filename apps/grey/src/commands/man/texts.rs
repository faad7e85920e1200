use super::settings::code;
use clap_mangen::roff::{Roff, bold};

/// What it does.
pub(super) fn description() -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["DESCRIPTION"]);
    paragraphs(
        &mut section,
        &[
            "grey stands before a mail server. It asks strangers to come back later, as senders \
             of spam seldom do, and lets everybody else through. It keeps no mail: the answer at \
             the end of a message is that of the server behind, and without that server nothing \
             is taken.",
            "It can also answer Postfix, as a policy service, and leave the mail to it.",
            "Each decision is a line of its log, with the rule that decided. Without `log.file`, \
             decisions go to standard output, and what else an administrator may want to know to \
             standard error.",
        ],
    );
    section
}

/// What only a manual says, after the settings.
pub(super) fn rest() -> [Roff; 6] {
    [
        listed("SIGNALS", &SIGNALS),
        listed("ENVIRONMENT", &ENVIRONMENT),
        listed("FILES", &FILES),
        listed("EXIT STATUS", &STATUS),
        examples(),
        see_also(),
    ]
}

const SIGNALS: [(&str, &str); 2] = [
    (
        "SIGHUP",
        "The settings are read again, and the certificate. Connections go on as they began. \
         Settings that are no good change nothing: what is wrong is told in the log, with the \
         line. What can only change when grey is started again is told, too.",
    ),
    (
        "SIGTERM, SIGINT",
        "grey ends: messages that are under way are finished, for at most `server.drain`, and \
         others are told to come back. The second one ends it at once.",
    ),
];

const ENVIRONMENT: [(&str, &str); 3] = [
    (
        "GREY_SECTION_KEY",
        "A setting, which wins over that of the file: `GREY_POLICY_DELAY=5m`.",
    ),
    (
        "LISTEN_FDS, LISTEN_FDNAMES",
        "Sockets that systemd has opened. Those called `mail`, or nothing, take the place of \
         `server.listen`, those called `postfix` that of `postfix.listen`, of either kind, those \
         called `status` that of `status.listen`.",
    ),
    (
        "NOTIFY_SOCKET, WATCHDOG_USEC",
        "Where systemd hears that grey is ready, reads its settings again, lives, and ends.",
    ),
];

const FILES: [(&str, &str); 3] = [
    (
        "/etc/grey/grey.toml",
        "The settings, as the unit for systemd names them. There is no place where grey looks \
         for them by itself.",
    ),
    (
        "/var/lib/grey/grey.db",
        "What is remembered, if `store.path` does not say otherwise: an SQLite database.",
    ),
    (
        "/etc/passwd, /etc/group",
        "Where the names in `security.user` and `security.group` are looked up.",
    ),
];

const STATUS: [(&str, &str); 3] = [
    ("0", "All is well, also when it was told to end."),
    (
        "1",
        "Something is wrong, and told on standard error: with the settings, say, or messages \
         were still under way when `server.drain` was over.",
    ),
    ("2", "The command line is wrong."),
];

fn listed(title: &str, entries: &[(&str, &str)]) -> Roff {
    let mut section = Roff::new();
    section.control("SH", [title]);
    for (name, text) in entries {
        section.control("TP", []);
        section.text([bold(*name)]);
        section.text(code(text));
    }
    section
}

fn examples() -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["EXAMPLES"]);
    let examples: [(&str, &[&str]); 4] = [
        (
            "A file that greylists before a Postfix on another port:",
            &[
                "[server]",
                "name = \"mx.example.org\"",
                "domains = [\"example.org\"]",
                "",
                "[backend]",
                "address = \"127.0.0.1:10025\"",
                "client_address = \"xclient\"",
            ],
        ),
        (
            "Whether it is fine:",
            &["grey --config /etc/grey/grey.toml --check-config"],
        ),
        (
            "To ask as a policy service, in main.cf of Postfix, with `postfix.listen` set to \
             unix:/var/spool/postfix/private/grey and `server.listen` empty (from another machine Postfix asks an address: \
             `inet:192.0.2.1:10023`):",
            &[
                "smtpd_recipient_restrictions =",
                "    reject_unauth_destination,",
                "    check_policy_service unix:private/grey",
                "smtpd_data_restrictions =",
                "    check_policy_service unix:private/grey",
            ],
        ),
        (
            "To complete its command line in bash:",
            &["grey completions bash > /etc/bash_completion.d/grey"],
        ),
    ];
    for (text, lines) in examples {
        paragraphs(&mut section, &[text]);
        section.control("RS", ["4"]).control("nf", []);
        for line in lines {
            section.text(code(line));
        }
        section.control("fi", []).control("RE", []);
    }
    section
}

fn see_also() -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["SEE ALSO"]);
    let text = "postconf(5), systemd.service(5), systemd.socket(5), landlock(7), and RFC 6647 \
                about greylisting.";
    section.text(code(text));
    section
}

fn paragraphs(section: &mut Roff, texts: &[&str]) {
    for text in texts {
        section.control("PP", []);
        section.text(code(text));
    }
}
