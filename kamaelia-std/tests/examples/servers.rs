//! Examples that serve connections.

use crate::program::{Running, Talk};
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
