use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// A Postfix that asks for decisions.
pub(crate) struct Asker(BufReader<TcpStream>);

impl Asker {
    pub(crate) fn new(policy: SocketAddr) -> Asker {
        Asker(BufReader::new(
            TcpStream::connect(policy).expect("it listens"),
        ))
    }

    /// The decision on one recipient.
    pub(crate) fn ask(&mut self, helo: &str, sender: &str, recipient: &str) -> String {
        let request = format!(
            "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=192.0.2.17\n\
             client_name=unknown\nreverse_client_name=unknown\nhelo_name={helo}\n\
             sender={sender}\nrecipient={recipient}\n\n"
        );
        let stream = self.0.get_mut();
        stream.write_all(request.as_bytes()).expect("it listens");
        let mut answer = String::new();
        self.0.read_line(&mut answer).expect("it answers");
        self.0.read_line(&mut String::new()).expect("it answers");
        answer.trim_end().to_owned()
    }
}

/// Many questions, until this is dropped.
pub(crate) struct Load(Arc<AtomicBool>, Option<JoinHandle<()>>);

impl Load {
    pub(crate) fn start(policy: SocketAddr) -> Load {
        let goes_on = Arc::new(AtomicBool::new(true));
        let is_on = goes_on.clone();
        let asks = move || {
            let mut asker = Asker::new(policy);
            for number in 0_u64.. {
                if !is_on.load(Ordering::Relaxed) {
                    return;
                }
                let sender = format!("{}@a.example", ["ann", "dan", "ida"][number as usize % 3]);
                asker.ask("mail.a.example", &sender, "jo@example.com");
            }
        };
        Load(goes_on, Some(thread::spawn(asks)))
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
        let _ = self.1.take().map(JoinHandle::join);
    }
}
