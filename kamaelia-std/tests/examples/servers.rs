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
