//! A TCP server that says back whatever it is told, to as many as there are.
//!
//! ```console
//! $ cargo run -q --example echo_server 127.0.0.1:1601
//! listening on 127.0.0.1:1601
//! ```
//!
//! Then, elsewhere: `nc 127.0.0.1 1601`. Ctrl-C ends the server.

use kamaelia::prelude::*;
use kamaelia_std::io::ConsoleEchoer;
use kamaelia_std::net::TcpServer;
use kamaelia_std::util::PassThrough;

#[kamaelia::main]
async fn main() -> Outcome {
    let address = std::env::args().nth(1);
    let address = address.as_deref().unwrap_or("127.0.0.1:1601");
    graphline! {
        // Every connection gets a protocol of its own: bytes in, bytes out.
        SERVER = TcpServer::new(address, |_| PassThrough::new());
        PRINT  = ConsoleEchoer::new();

        SERVER.bound  -> PRINT.inbox via |address| format!("listening on {address}");
        SERVER.faults -> PRINT.inbox via |fault| fault.to_string();
    }
    .run()
    .await
}
