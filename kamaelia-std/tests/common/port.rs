//! A port for a program that cannot be asked which one it has got.

use socket2::{Domain, Socket, Type};
use std::net::{Ipv4Addr, SocketAddr};

/// A port at which nobody listens. As long as this is there it goes to nobody who asks for
/// any port, however long it takes until somebody listens there. Who names it gets it, as
/// servers do that take what is in use no more (`SO_REUSEADDR`).
pub(crate) struct Port {
    address: SocketAddr,
    _held: Socket,
}

impl Port {
    pub(crate) fn new() -> Port {
        let held = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        held.set_reuse_address(true).expect("it is open");
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        held.bind(&any.into()).expect("a port");
        let address = held.local_addr().ok().and_then(|it| it.as_socket());
        Port {
            address: address.expect("it is bound"),
            _held: held,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}
