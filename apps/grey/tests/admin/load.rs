//! Postfix, which asks for one decision after the other.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A connection of Postfix.
pub(crate) struct Postfix(BufReader<TcpStream>);

impl Postfix {
    pub(crate) fn to(address: SocketAddr) -> Postfix {
        let stream = TcpStream::connect(address).expect("it listens");
        let long = Some(Duration::from_secs(60));
        stream.set_read_timeout(long).expect("it is open");
        Postfix(BufReader::new(stream))
    }

    /// Asks about an attempt, and gives the action.
    pub(crate) fn asks(&mut self, client: &str, sender: &str, recipient: &str) -> String {
        let request = format!(
            "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address={client}\n\
             helo_name=mail.a.example\nsender={sender}\nrecipient={recipient}\n\n",
        );
        let stream = self.0.get_mut();
        stream.write_all(request.as_bytes()).expect("it listens");
        let mut action = String::new();
        self.0.read_line(&mut action).expect("it answers");
        let mut end = String::new();
        self.0.read_line(&mut end).expect("it ends its answer");
        assert_eq!(end, "\n");
        action.trim_end().to_owned()
    }
}

/// Strangers that come as fast as they are answered, until they are told to stop.
pub(crate) struct Load {
    is_over: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
    asking: Option<JoinHandle<()>>,
}

impl Load {
    pub(crate) fn on(address: SocketAddr) -> Load {
        let is_over = Arc::new(AtomicBool::new(false));
        let answered = Arc::new(AtomicU64::new(0));
        let (over, count) = (is_over.clone(), answered.clone());
        let asking = thread::spawn(move || {
            let mut postfix = Postfix::to(address);
            for number in 0_u64.. {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                // Letters: what is a number in a sender does not tell senders apart.
                let name: String = number
                    .to_string()
                    .bytes()
                    .map(|digit| char::from(digit - b'0' + b'a'))
                    .collect();
                let sender = format!("{name}@load.example");
                let client = format!("203.0.113.{}", number % 250);
                let action = postfix.asks(&client, &sender, "jo@example.com");
                assert!(action.starts_with("action=DEFER"), "{action}");
                count.fetch_add(1, Ordering::SeqCst);
            }
        });
        let load = Load {
            is_over,
            answered,
            asking: Some(asking),
        };
        load.goes_on();
        load
    }

    /// How many were answered.
    pub(crate) fn answered(&self) -> u64 {
        self.answered.load(Ordering::SeqCst)
    }

    /// Waits until some more are answered.
    pub(crate) fn goes_on(&self) {
        let before = self.answered();
        while self.answered() < before + 10 {
            let asking = self.asking.as_ref().expect("it has not ended");
            assert!(!asking.is_finished(), "nobody answers any more");
            thread::yield_now();
        }
    }

    /// Ends it; every one was answered.
    pub(crate) fn ends(mut self) -> u64 {
        self.goes_on();
        self.is_over.store(true, Ordering::SeqCst);
        let asking = self.asking.take().expect("it has not ended");
        asking.join().expect("all were answered");
        self.answered()
    }
}
