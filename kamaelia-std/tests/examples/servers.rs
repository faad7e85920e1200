//! Examples that serve connections.

use crate::program::{Running, Talk, TempFile};
use std::io::Read;
use std::net::TcpStream;

const ANYWHERE: &[&str] = &["127.0.0.1:0"];

#[test]
fn echo_server_says_back_what_each_of_several_says() {
    let mut server = Running::new("echo_server", ANYWHERE);
    let address = server.address();
    let mut peers: Vec<Talk> = (0..3).map(|_| Talk::to(&address)).collect();
    for (number, peer) in peers.iter_mut().enumerate() {
        peer.say(&format!("I am {number}"));
    }
    for (number, mut peer) in peers.into_iter().enumerate() {
        assert_eq!(peer.hear(), format!("I am {number}"));
        peer.say("bye");
        assert_eq!(peer.end(), ["bye"]);
    }
    server.interrupt();
    assert!(TcpStream::connect(address).is_err(), "it serves no more");
}

#[test]
fn markov_chat_has_learned_from_one_what_it_says_to_another() {
    let mut server = Running::new("markov_chat", ANYWHERE);
    let address = server.address();
    let mut teacher = Talk::to(&address);
    teacher.say("all ends well");
    assert_eq!(teacher.hear(), "all ends well");
    let mut other = Talk::to(&address);
    other.say("ends");
    assert_eq!(other.hear(), "ends well");
    server.interrupt();
}

#[test]
fn playlist_streamer_sends_all_its_files_to_each_who_comes() {
    let one = "one two three\n".repeat(10_000);
    let files = [
        TempFile::new("one", &one),
        TempFile::new("none", ""),
        TempFile::new("two", "the end"),
    ];
    let [first, second, third] = files.each_ref().map(TempFile::path);
    let mut server = Running::new("playlist_streamer", &["127.0.0.1:0", first, second, third]);
    let address = server.address();
    for _ in 0..2 {
        let mut all = String::new();
        TcpStream::connect(&address)
            .unwrap()
            .read_to_string(&mut all)
            .unwrap();
        assert!(all == one.clone() + "the end", "{} bytes", all.len());
    }
    server.interrupt();
}

#[test]
fn playlist_streamer_names_a_file_that_is_not_there_and_serves_on() {
    let mut server = Running::new("playlist_streamer", &["127.0.0.1:0", "/nowhere/at/all"]);
    let address = server.address();
    for _ in 0..2 {
        let mut all = Vec::new();
        // Whether the connection is closed or reset is up to the system.
        let _ = TcpStream::connect(&address).unwrap().read_to_end(&mut all);
        assert_eq!(all, b"");
        let fault = server.line();
        assert!(fault.contains("/nowhere/at/all"), "{fault}");
    }
    server.interrupt();
}

#[test]
fn chat_room_lets_all_hear_what_one_says() {
    let mut server = Running::new("chat_room", ANYWHERE);
    let address = server.address();
    let mut all: Vec<Talk> = Vec::new();
    // Each says something, and then it is there: whoever came before hears it, too.
    for _ in 0..3 {
        let mut visitor = Talk::to(&address);
        let name = visitor.name();
        visitor.say("good evening");
        all.push(visitor);
        for talk in &mut all {
            assert_eq!(talk.hear(), format!("{name}: good evening"));
        }
    }
    // Who goes is not waited for.
    let gone = all.remove(0);
    assert_eq!(gone.end(), [""; 0]);
    let name = all[0].name();
    all[0].say("who was that?");
    for talk in &mut all {
        assert_eq!(talk.hear(), format!("{name}: who was that?"));
    }
    server.interrupt();
    for talk in all {
        assert_eq!(talk.end(), [""; 0]);
    }
}

#[test]
fn log_relay_writes_the_lines_of_all_to_its_file_and_to_who_watches() {
    let log = TempFile::new("relay", "before\n");
    let nowhere = "127.0.0.1:0";
    let mut server = Running::new("log_relay", &[log.path(), nowhere, nowhere]);
    let mut lines = [server.line(), server.line()];
    lines.sort_unstable();
    let [collects, relays] = lines
        .each_ref()
        .map(|line| line.rsplit_once(" on ").unwrap());
    assert_eq!((collects.0, relays.0), ("collecting", "relaying"));

    let mut watchers = [Talk::to(relays.1), Talk::to(relays.1)];
    for watcher in &mut watchers {
        assert_eq!(watcher.hear(), "watching");
    }
    let mut programs = [Talk::to(collects.1), Talk::to(collects.1)];
    for (program, line) in programs.iter_mut().zip(["one", "two"]) {
        program.say(line);
        assert_eq!(program.hear(), line);
    }
    for watcher in &mut watchers {
        assert_eq!([watcher.hear(), watcher.hear()], ["one", "two"]);
    }
    for program in programs {
        assert_eq!(program.end(), [""; 0]);
    }
    server.interrupt();
    assert_eq!(log.contents(), "before\none\ntwo\n");
}
