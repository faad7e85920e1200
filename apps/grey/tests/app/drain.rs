//! What happens to those who are there when it is told to end.

use crate::client::Client;
use crate::daemon::Daemon;
use crate::postfix::{Postfix, Settings};

#[test]
fn who_is_in_a_message_finishes_it_and_others_are_told_to_come_back() {
    let behind = Postfix::start(&Settings::default());
    let grey = Daemon::start(behind.address(), "exempt.clients = ['127.0.0.1']\n");
    let mut idle = Client::greeted(grey.address());
    let mut named = Client::greeted(grey.address());
    named.asks("EHLO mail.home.example", "250");
    named.asks("MAIL FROM:<ann@home.example>", "250");
    let mut sends = Client::greeted(grey.address());
    sends.begins_a_message();
    sends.says("Subject: hello\r\n");

    grey.terminate();
    idle.hears("421 4.3.2");
    idle.hears_the_end();
    named.hears("421 4.3.2");
    named.hears_the_end();
    sends.says("how are you?");
    sends.asks(".", "250");
    sends.hears("421 4.3.2");
    sends.hears_the_end();
    grey.ends_well();
    behind.wait_for("jo", 1);
}

#[test]
fn who_does_not_end_a_message_does_not_hold_it_up_for_ever() {
    let behind = Postfix::start(&Settings::default());
    let settings = "exempt.clients = ['127.0.0.1']\nserver.drain = '1s'\n";
    let grey = Daemon::start(behind.address(), settings);
    let mut sends = Client::greeted(grey.address());
    sends.begins_a_message();
    sends.says("Subject: hello\r\n");
    grey.terminate();
    grey.ends();
    assert_eq!(behind.delivered("jo"), [] as [&str; 0]);
}
