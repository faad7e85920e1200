//! The socket of an administrator.

use crate::daemon::Folder;
use crate::load::{Load, Postfix};
use std::os::unix::fs::PermissionsExt;

#[test]
fn the_socket_is_beside_the_store_for_its_owner_and_goes_with_the_daemon() {
    let folder = Folder::new("");
    let daemon = folder.start();
    let mode = |folder: &Folder| {
        let meta = std::fs::metadata(folder.socket()).expect("it is there");
        meta.permissions().mode() & 0o777
    };
    assert_eq!(mode(&folder), 0o600);
    daemon.ends_well();
    assert!(!folder.socket().exists());
    folder.set("admin.mode = '0660'");
    let daemon = folder.start();
    assert_eq!(mode(&folder), 0o660);
    daemon.ends_well();
}

#[test]
fn a_socket_of_a_daemon_that_was_killed_makes_room() {
    let folder = Folder::new("");
    folder.start().dies();
    assert!(folder.socket().exists());
    let failed = folder.fails(&["list"]);
    assert!(failed.contains("no grey answers on `"), "{failed}");
    let daemon = folder.start();
    assert_eq!(folder.says(&["list"]), "");
    daemon.ends_well();
}

#[test]
fn a_second_daemon_is_refused_the_socket_takes_mail_and_leaves_the_first_alone() {
    let folder = Folder::new("");
    let first = folder.start();
    let load = Load::on(first.postfix);
    let own = Folder::new(&format!("admin.socket = '{}'", folder.socket().display()));
    let second = own.launch();
    let news = second.hears("cannot serve `");
    assert!(
        news.contains("another program does; end it, or choose another path"),
        "{news}"
    );
    assert!(news.contains("`grey why` has nobody to ask"), "{news}");
    let mut postfix = Postfix::to(second.postfix);
    let action = postfix.asks("192.0.2.7", "ann@a.example", "jo@example.com");
    assert!(action.starts_with("action=DEFER"), "{action}");
    drop(postfix);
    second.ends_well();
    // It is the first that has been asked, and is still there.
    assert_eq!(folder.says(&["list", "--allowed"]), "");
    load.ends();
    first.ends_well();
}

#[test]
fn a_daemon_whose_socket_cannot_be_made_takes_mail() {
    let folder = Folder::new("admin.socket = 'FOLDER/missing/grey.sock'");
    let daemon = folder.launch();
    let news = daemon.hears("cannot serve `");
    assert!(
        news.contains("/missing/grey.sock`: its folder is not there"),
        "{news}"
    );
    let action = Postfix::to(daemon.postfix).asks("192.0.2.7", "ann@a.example", "jo@example.com");
    assert!(action.starts_with("action=DEFER"), "{action}");
    daemon.ends_well();
}

#[test]
fn a_command_that_finds_nobody_says_what_to_do() {
    let folder = Folder::new("");
    let path = folder.socket();
    for command in [
        &["why", "192.0.2.7", "ann@a.example", "jo@example.com"][..],
        &["list"],
        &["allow", "192.0.2.7"],
        &["forget", "192.0.2.7", "ann@a.example", "jo@example.com"],
        &["expire"],
    ] {
        let failed = folder.fails(command);
        let said = format!(
            "no grey answers on `{}`: is it running, and does `socket` of `[admin]` in its \
             settings name this path?",
            path.display(),
        );
        assert!(failed.contains(&said), "{failed}");
    }
    let named = folder.fails(&["list", "--socket", "/nowhere/at-all.sock"]);
    assert!(
        named.contains("no grey answers on `/nowhere/at-all.sock`"),
        "{named}"
    );
    folder.set("admin.socket = ''");
    let none = folder.fails(&["list"]);
    assert!(
        none.contains("the settings name no socket: give `socket` of `[admin]`"),
        "{none}"
    );
    let daemon = folder.launch();
    assert!(!path.exists());
    daemon.ends_well();
}
