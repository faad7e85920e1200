use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long nothing may be delivered.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a client waits until it tries again.
const PAUSE: Duration = Duration::from_millis(50);

/// The messages of which a client was told that they are delivered.
#[derive(Clone, Default)]
pub(crate) struct Delivered(Arc<(Mutex<HashSet<String>>, Condvar)>);

impl Delivered {
    fn add(&self, message: String) {
        let (all, more) = &*self.0;
        all.lock().expect("nobody has panicked").insert(message);
        more.notify_all();
    }

    /// Waits until there are so many more.
    pub(crate) fn wait_for_more(&self, count: usize) {
        let (all, more) = &*self.0;
        let all = all.lock().expect("nobody has panicked");
        let enough = all.len() + count;
        let (all, waited) = more
            .wait_timeout_while(all, PATIENCE, |all| all.len() < enough)
            .expect("nobody has panicked");
        assert!(
            !waited.timed_out(),
            "after {} no more is delivered",
            all.len()
        );
    }

    pub(crate) fn all(&self) -> HashSet<String> {
        self.0.0.lock().expect("nobody has panicked").clone()
    }
}

/// Clients that send until they are to end.
pub(crate) struct Clients {
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Clients {
    pub(crate) fn start(count: usize, to: SocketAddr, delivered: &Delivered) -> Clients {
        let is_over = Arc::<AtomicBool>::default();
        let client = |name: usize| {
            let (is_over, delivered) = (is_over.clone(), delivered.clone());
            thread::spawn(move || {
                for number in 0.. {
                    if is_over.load(Ordering::Relaxed) {
                        return;
                    }
                    // Deferred, killed, or not there yet: it goes on with another message.
                    match send(to, name, number) {
                        Ok(message) => delivered.add(message),
                        Err(_) => thread::sleep(PAUSE),
                    }
                }
            })
        };
        let threads = (0..count).map(client).collect();
        Clients { is_over, threads }
    }

    pub(crate) fn end(self) {
        self.is_over.store(true, Ordering::Relaxed);
        for thread in self.threads {
            thread.join().expect("no client has panicked");
        }
    }
}

/// Sends a message, and gives its name if it is delivered.
fn send(to: SocketAddr, client: usize, number: usize) -> io::Result<String> {
    let stream = TcpStream::connect(to)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let mut connection = BufReader::new(stream);
    hear(&mut connection)?;
    // Each has a few senders, who come again and again.
    let sender = number % 20;
    let message = format!("<{number}@c{client}.example>");
    let text = "what it says\r\n".repeat(300);
    for line in [
        format!("EHLO c{client}.example"),
        format!("MAIL FROM:<s{sender}x@c{client}.example>"),
        "RCPT TO:<bob@example.org>".to_owned(),
        "DATA".to_owned(),
        format!("Message-ID: {message}\r\n\r\n{text}the end of {message}\r\n."),
    ] {
        connection
            .get_mut()
            .write_all(format!("{line}\r\n").as_bytes())?;
        hear(&mut connection)?;
    }
    Ok(message)
}

/// Hears a reply, which has to be a good one.
fn hear(connection: &mut BufReader<TcpStream>) -> io::Result<()> {
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if line.get(3..4) == Some("-") {
            continue;
        }
        // One that is cut off in the middle says nothing.
        return match line.ends_with("\r\n") && line.starts_with(['2', '3']) {
            true => Ok(()),
            false => Err(io::Error::other(line)),
        };
    }
}
