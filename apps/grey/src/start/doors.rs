use crate::config::Config;
use kamaelia::Stop;
use kamaelia_std::net::CannotListen;
use socket2::{Domain, Socket, Type};
use std::io;
use std::net::{SocketAddr, TcpListener};

/// Where mail and Postfix come in: sockets on which the system listens.
#[derive(Debug, Default)]
pub struct Doors {
    /// For mail.
    pub mail: Vec<TcpListener>,
    /// For Postfix.
    pub postfix: Vec<TcpListener>,
    /// For who wants to see how it is.
    pub status: Vec<TcpListener>,
}

/// How many may wait until they are taken, as far as the system allows.
const QUEUE: i32 = 4096;

impl Doors {
    /// Opens what the settings name. What systemd has opened for the program takes its
    /// place, and is told.
    ///
    /// # Errors
    ///
    /// An address that cannot be listened on, or a socket that is of no use here.
    pub fn open(config: &Config) -> Result<(Doors, Vec<String>), Stop> {
        let mut doors = Doors::given()?;
        let mut news = Vec::new();
        let listens = [
            (&mut doors.mail, &config.server.listen, "server", "mail"),
            (
                &mut doors.postfix,
                &config.postfix.listen,
                "postfix",
                "Postfix",
            ),
            (
                &mut doors.status,
                &config.status.listen,
                "status",
                "the status page",
            ),
        ];
        for (given, wanted, section, what) in listens {
            if given.is_empty() {
                *given = bind(wanted)?;
            } else if wanted.is_empty() {
                return Err(Stop::fault(format!(
                    "systemd passes a socket for {what}, but `{section}.listen` is empty, \
                     which means that nobody is served there; name an address, whose place \
                     the socket will take, or leave the socket out"
                )));
            } else {
                news.push(format!(
                    "sockets that systemd passes take the place of `{section}.listen`"
                ));
            }
        }
        Ok((doors, news))
    }

    /// Opens what the settings name.
    ///
    /// # Errors
    ///
    /// An address that cannot be listened on.
    pub fn bind(config: &Config) -> Result<Doors, CannotListen> {
        Ok(Doors {
            mail: bind(&config.server.listen)?,
            postfix: bind(&config.postfix.listen)?,
            status: bind(&config.status.listen)?,
        })
    }

    /// How many there are by which mail comes.
    #[must_use]
    pub fn count(&self) -> usize {
        self.mail.len() + self.postfix.len()
    }

    /// What systemd passes, by the names it has there.
    #[cfg(unix)]
    fn given() -> Result<Doors, Stop> {
        let names = std::env::var("LISTEN_FDNAMES").unwrap_or_default();
        let mut names = names.split(':');
        let mut given = listenfd::ListenFd::from_env();
        let mut doors = Doors::default();
        for number in 0..given.len() {
            let name = names.next().unwrap_or_default();
            let wrong = |why: &str| {
                Stop::fault(format!(
                    "the socket `{name}` (number {number}) that systemd passes {why}"
                ))
            };
            let door = match name {
                // What they are called without a name of their own, one way or another.
                "mail" | "grey.socket" | "" | "unknown" | "LISTEN_FD" => &mut doors.mail,
                "postfix" => &mut doors.postfix,
                "status" => &mut doors.status,
                _ => {
                    let why = "is for nobody here; write `FileDescriptorName=mail`, `=postfix` or `=status`";
                    return Err(wrong(why));
                }
            };
            match given.take_tcp_listener(number) {
                Ok(Some(listener)) if is_open(&listener) => door.push(listener),
                Ok(_) => return Err(wrong("does not listen; write `Accept=no`")),
                Err(error) => {
                    let why = format!("is of no use: {error}; write `ListenStream=25`");
                    return Err(wrong(&why));
                }
            }
        }
        Ok(doors)
    }

    #[cfg(not(unix))]
    fn given() -> Result<Doors, Stop> {
        Ok(Doors::default())
    }
}

/// Whether it is not a connection that somebody has made.
#[cfg(target_os = "linux")]
fn is_open(listener: &TcpListener) -> bool {
    let is_listener = socket2::SockRef::from(listener).is_listener();
    is_listener.unwrap_or(true)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_open(_: &TcpListener) -> bool {
    true
}

fn bind(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, CannotListen> {
    let bound = addresses.iter().map(|address| {
        listen(*address).map_err(|error| CannotListen {
            address: address.to_string(),
            error,
        })
    });
    bound.collect()
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // Elsewhere it would take an address that somebody else has.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(QUEUE)?;
    Ok(socket.into())
}
