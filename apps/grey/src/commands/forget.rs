use super::{CommandLine, SocketArgs, print};
use crate::admin::{AdminAnswer, AdminError, AdminRequest};
use clap::Args;
use kamaelia::Outcome;
use std::net::IpAddr;

/// Forgets a triplet, the clients of a network, or that somebody was let through.
#[derive(Clone, Debug, Args)]
pub struct Forget {
    /// The address of the client.
    #[arg(requires = "to", required_unless_present_any = ["client", "allowed"])]
    ip: Option<IpAddr>,

    /// The sender; "" or "<>" for the null sender of bounces.
    from: Option<String>,

    /// The recipient.
    to: Option<String>,

    /// Forgets the clients of this network, and all their triplets; of an address, those
    /// of the network that it is remembered by.
    #[arg(long, value_name = "NET", conflicts_with_all = ["ip", "allowed"])]
    client: Option<String>,

    /// Forgets that this network or sender was let through.
    #[arg(long, value_name = "WHOM", conflicts_with = "ip")]
    allowed: Option<String>,

    #[command(flatten)]
    socket: SocketArgs,
}

impl Forget {
    pub(super) fn run(self, line: &CommandLine) -> Outcome {
        let request = match (self.client, self.allowed, self.ip) {
            (Some(network), ..) => AdminRequest::ForgetClient { network },
            (_, Some(whom), _) => AdminRequest::ForgetAllowed { whom },
            (.., Some(client)) => AdminRequest::Forget {
                client,
                sender: self.from.unwrap_or_default(),
                recipient: self.to.unwrap_or_default(),
            },
            (None, None, None) => return Ok(()),
        };
        let mut client = self.socket.connect(line)?;
        let answer = client.ask(&request, |_| Ok::<_, AdminError>(()))?;
        if let AdminAnswer::Done(count) = answer {
            let mut print = print::Print::new();
            print.line(&match count {
                0 => "nothing was remembered of it".to_owned(),
                count => format!("forgot {}", print::entries(count)),
            })?;
            print.end()?;
        }
        Ok(())
    }
}
