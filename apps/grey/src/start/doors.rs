use super::Identity;
use crate::config::Config;
use kamaelia::Stop;
use kamaelia_std::net::CannotListen;
#[cfg(unix)]
use kamaelia_std::net::UnixSocket;
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
    /// For a Postfix of this machine.
    pub local: LocalDoors,
    /// For who wants to see how it is.
    pub status: Vec<TcpListener>,
}

/// Unix sockets on which the system listens.
#[cfg(unix)]
pub type LocalDoors = Vec<UnixSocket>;

/// Unix sockets, of which this system has none.
#[cfg(not(unix))]
pub type LocalDoors = Vec<std::convert::Infallible>;

/// How many may wait until they are taken, as far as the system allows.
const QUEUE: i32 = 4096;

impl Doors {
    /// Opens what the settings name: files for whom the program becomes. What systemd has
    /// opened for the program takes its place, and is told.
    ///
    /// While there is one thread: files have permissions of their own.
    ///
    /// # Errors
    ///
    /// An address that cannot be listened on, or a socket that is of no use here.
    pub fn open(
        config: &Config,
        identity: Option<&Identity>,
    ) -> Result<(Doors, Vec<String>), Stop> {
        let mut doors = Doors::given()?;
        let are_given = [
            !doors.mail.is_empty(),
            !doors.postfix.is_empty() || !doors.local.is_empty(),
            !doors.status.is_empty(),
        ];
        let wanted = [
            ("server", "mail", !config.server.listen.is_empty()),
            ("postfix", "Postfix", !config.postfix.listen.is_empty()),
            (
                "status",
                "the status page",
                !config.status.listen.is_empty(),
            ),
        ];
        let mut news = Vec::new();
        for (are_given, (section, what, is_wanted)) in are_given.into_iter().zip(wanted) {
            if are_given && !is_wanted {
                return Err(Stop::fault(format!(
                    "systemd passes a socket for {what}, but `{section}.listen` is empty, \
                     which means that nobody is served there; name an address, whose place \
                     the socket will take, or leave the socket out"
                )));
            }
            if are_given {
                news.push(format!(
                    "sockets that systemd passes take the place of `{section}.listen`"
                ));
            }
        }
        let [mail, postfix, status] = are_given;
        if !mail {
            doors.mail = bind(&config.server.listen)?;
        }
        if !postfix {
            doors.postfix = bind(&config.postfix.addresses())?;
            doors.local = local(config, identity)?;
        }
        if !status {
            doors.status = bind(&config.status.listen)?;
        }
        Ok((doors, news))
    }

    /// Opens what the settings name, for whoever the program is.
    ///
    /// # Errors
    ///
    /// What cannot be listened on.
    pub fn bind(config: &Config) -> Result<Doors, Stop> {
        Ok(Doors {
            mail: bind(&config.server.listen)?,
            postfix: bind(&config.postfix.addresses())?,
            local: local(config, None)?,
            status: bind(&config.status.listen)?,
        })
    }

    /// How many there are by which mail comes.
    #[must_use]
    pub fn count(&self) -> usize {
        self.mail.len() + self.postfix.len() + self.local.len()
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
            // Postfix speaks to sockets of both kinds.
            if name == "postfix"
                && let Ok(Some(listener)) = given.take_unix_listener(number)
            {
                match is_open(&listener) {
                    true => doors.local.push(listener.into()),
                    false => return Err(wrong(NO_LISTENER)),
                }
                continue;
            }
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
                Ok(_) => return Err(wrong(NO_LISTENER)),
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

/// What is wrong with a connection that somebody has made.
#[cfg(unix)]
const NO_LISTENER: &str = "does not listen; write `Accept=no`";

/// Whether it is not a connection that somebody has made.
#[cfg(target_os = "linux")]
fn is_open(listener: &impl std::os::fd::AsFd) -> bool {
    let is_listener = socket2::SockRef::from(listener).is_listener();
    is_listener.unwrap_or(true)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_open(_: &impl std::os::fd::AsFd) -> bool {
    true
}

#[cfg(unix)]
fn local(config: &Config, identity: Option<&Identity>) -> Result<LocalDoors, Stop> {
    super::local::listen(&config.postfix, identity)
}

#[cfg(not(unix))]
fn local(_: &Config, _: Option<&Identity>) -> Result<LocalDoors, Stop> {
    Ok(Vec::new())
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
