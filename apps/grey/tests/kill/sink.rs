use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A mail server that knows which messages it has taken, whole. It is written by hand, so
/// that no mistake of the program's own can be made here again.
pub(crate) struct Sink {
    address: SocketAddr,
    taken: Arc<Mutex<HashSet<String>>>,
}

impl Sink {
    pub(crate) fn start() -> Sink {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
        let address = listener.local_addr().expect("it is bound");
        let taken = Arc::<Mutex<HashSet<String>>>::default();
        let all = taken.clone();
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let taken = all.clone();
                // Whoever was killed has gone in the middle of something.
                thread::spawn(move || drop(serve(connection, &taken)));
            }
        });
        Sink { address, taken }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn taken(&self) -> HashSet<String> {
        self.taken.lock().expect("nobody has panicked").clone()
    }
}

fn serve(connection: TcpStream, taken: &Mutex<HashSet<String>>) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut connection = BufReader::new(connection);
    say(&mut connection, "220 sink.example ESMTP")?;
    let mut line = String::new();
    loop {
        line.clear();
        if connection.read_line(&mut line)? == 0 {
            return Ok(());
        }
        match line
            .get(..4)
            .unwrap_or_default()
            .to_ascii_uppercase()
            .as_str()
        {
            "EHLO" => say(&mut connection, "250-sink.example\r\n250 PIPELINING")?,
            "DATA" => {
                say(&mut connection, "354 go on")?;
                let message = message(&mut connection)?;
                taken.lock().expect("nobody has panicked").insert(message);
                say(&mut connection, "250 taken")?;
            }
            "QUIT" => return say(&mut connection, "221 bye"),
            _ => say(&mut connection, "250 ok")?,
        }
    }
}

/// The name of a message, which has to end as it says.
fn message(connection: &mut BufReader<TcpStream>) -> io::Result<String> {
    let (mut name, mut last) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end();
        if line == "." {
            break;
        }
        if let Some(after) = line.strip_prefix("Message-ID: ") {
            name = after.to_owned();
        }
        last = line.to_owned();
    }
    match last == format!("the end of {name}") {
        true => Ok(name),
        false => Ok(format!("a part of {name}")),
    }
}

fn say(connection: &mut BufReader<TcpStream>, line: &str) -> io::Result<()> {
    connection
        .get_mut()
        .write_all(format!("{line}\r\n").as_bytes())
}
