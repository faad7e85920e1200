//! Connections to the server behind that clients have one after the other.

use crate::client::Client;
use crate::daemon::Daemon;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A mail server that takes all, but no mail for `di`.
struct Behind {
    address: SocketAddr,
    /// How many messages each connection has brought that has brought any.
    messages: Arc<Mutex<Vec<usize>>>,
}

impl Behind {
    fn start() -> Behind {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
        let address = listener.local_addr().expect("it is bound");
        let messages = Arc::new(Mutex::default());
        let counts = messages.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let counts = Arc::clone(&counts);
                // Who goes away has ended its session.
                thread::spawn(move || serve(stream, &counts).ok());
            }
        });
        Behind { address, messages }
    }

    fn messages(&self) -> Vec<usize> {
        self.messages.lock().expect("nobody panics").clone()
    }
}

fn serve(stream: TcpStream, counts: &Mutex<Vec<usize>>) -> std::io::Result<()> {
    let mut place = None;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let say = |text: &str| (&stream).write_all(format!("{text}\r\n").as_bytes());
    say("220 behind")?;
    while let Some(line) = lines.next().transpose()? {
        match line.get(..4).unwrap_or_default() {
            "EHLO" => say("250-behind\r\n250 PIPELINING")?,
            "DATA" => {
                say("354 go on")?;
                for line in lines.by_ref() {
                    if line? == "." {
                        break;
                    }
                }
                let mut counts = counts.lock().expect("nobody panics");
                let place = *place.get_or_insert(counts.len());
                match counts.get_mut(place) {
                    Some(count) => *count += 1,
                    None => counts.push(1),
                }
                say("250 taken")?;
            }
            "RCPT" if line.contains("<di@") => say("550 5.1.1 who is that?")?,
            "PROX" => {}
            "QUIT" => return say("221 bye"),
            _ => say("250 fine")?,
        }
    }
    Ok(())
}

fn sends_a_message(grey: &Daemon, is_refused_once: bool) {
    let mut client = Client::greeted(grey.address());
    client.asks("EHLO mail.home.example", "250");
    client.asks("MAIL FROM:<ann@home.example>", "250");
    if is_refused_once {
        client.asks("RCPT TO:<di@example.com>", "550");
    }
    client.asks("RCPT TO:<jo@example.com>", "250");
    client.asks("DATA", "354");
    client.asks("hello\r\n.", "250 taken");
    client.asks("QUIT", "221");
    client.hears_the_end();
}

const CLIENTS: usize = 20;

/// What the connections have brought, of clients that came one after the other.
fn brought(settings: &str, is_refused_once: bool) -> Vec<usize> {
    let behind = Behind::start();
    let settings = format!("exempt.clients = ['127.0.0.1']\n{settings}");
    let grey = Daemon::start(behind.address, &settings);
    for _ in 0..CLIENTS {
        sends_a_message(&grey, is_refused_once);
    }
    grey.terminate();
    grey.ends_well();
    let messages = behind.messages();
    assert_eq!(messages.iter().sum::<usize>(), CLIENTS, "{messages:?}");
    messages
}

#[test]
fn clients_have_connections_one_after_the_other_if_nothing_was_refused() {
    // The next may come before the last is quite gone, but hardly always.
    let messages = brought("", false);
    assert!(messages.len() < CLIENTS, "{messages:?}");
    assert_eq!(brought("", true), [1; CLIENTS]);
}

#[test]
fn clients_have_connections_of_their_own_where_it_is_said() {
    assert_eq!(brought("backend.keep = '0s'\n", false), [1; CLIENTS]);
    let shown = "backend.client_address = 'proxy-v1'\n";
    assert_eq!(brought(shown, false), [1; CLIENTS]);
}
