use crate::program::Program;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;

pub(crate) const TOKEN: &str = "token-of-the-tests";

/// grey, the program, in a folder of its own.
pub(crate) struct Daemon {
    program: Program,
    pub(crate) policy: SocketAddr,
    pub(crate) status: SocketAddr,
    /// What it has said of the page.
    pub(crate) said: String,
    folder: tempfile::TempDir,
}

impl Daemon {
    /// Tells it to end, which is a good end.
    pub(crate) fn ends_well(self) {
        self.program.terminate();
        self.program.ends_well();
    }

    /// With the token of the tests, and no proxy.
    pub(crate) fn start(settings: &str) -> Daemon {
        Daemon::with(&format!(
            "status.token = '{TOKEN}'\nserver.listen = []\n{settings}"
        ))
    }

    pub(crate) fn with(settings: &str) -> Daemon {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().display();
        let settings = format!(
            "server.name = 'mx.example.com'\n\
             server.domains = ['example.com']\n\
             postfix.listen = ['127.0.0.1:0']\n\
             status.listen = ['127.0.0.1:0']\n\
             store.path = '{path}/grey.db'\n\
             {settings}"
        );
        let file = folder.path().join("grey.toml");
        std::fs::write(&file, settings.replace("FOLDER", &path.to_string())).expect("room");
        let program = Program::start(&file);
        let said = program.says("its state is shown at ");
        let (_, said) = said.split_once(" at ").expect("where it is");
        let address = said.strip_prefix("http://").expect("an address of the web");
        let (address, _) = address.split_once('/').expect("a path");
        Daemon {
            policy: program.listens_for("Postfix"),
            status: address.parse().expect("an address"),
            said: said.to_owned(),
            program,
            folder,
        }
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// What it answers to a request for this path, by who knows the token.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(
            "GET",
            path,
            &[("Authorization", &format!("Bearer {TOKEN}"))],
        )
    }

    /// What it answers, asked by its address and with these headers besides.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let host = self.status.to_string();
        let mut all = vec![("Host", &*host), ("Connection", "close")];
        all.extend(headers);
        self.say(method, path, &all)
    }

    /// What it answers to exactly these headers.
    pub(crate) fn say(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let headers = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"));
        let request = format!(
            "{method} {path} HTTP/1.1\r\n{}\r\n",
            headers.collect::<String>()
        );
        let mut stream = TcpStream::connect(self.status).expect("it listens");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        Answer {
            status: head[9..12].parse().expect("a status"),
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }
}

/// An answer of the page.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// In small letters.
    pub(crate) head: String,
    pub(crate) body: String,
}
