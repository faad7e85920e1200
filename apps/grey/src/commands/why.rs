use super::print::{Print, quiet, row};
use super::{CommandLine, SocketArgs};
use crate::admin::{AdminAnswer, AdminError, AdminRequest, Attempt, Story};
use clap::Args;
use kamaelia::Outcome;
use std::net::IpAddr;
use std::time::Duration;

/// Says whether mail would pass now, by which rule, and until when; it changes nothing.
#[derive(Clone, Debug, Args)]
pub struct Why {
    /// The address of the client.
    client: IpAddr,

    /// The sender; "" or "<>" for the null sender of bounces.
    from: String,

    /// The recipient.
    to: String,

    /// What the client calls itself.
    #[arg(long, value_name = "NAME", default_value = "")]
    helo: String,

    /// As if the connection was encrypted.
    #[arg(long)]
    secured: bool,

    /// Prints the answer as JSON.
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    socket: SocketArgs,
}

impl Why {
    pub(super) fn run(self, line: &CommandLine) -> Outcome {
        let mut client = self.socket.connect(line)?;
        let attempt = Attempt {
            client: self.client,
            sender: self.from,
            recipient: self.to,
            helo: self.helo,
            secured: self.secured,
        };
        let request = AdminRequest::Why(attempt);
        let answer = client.ask(&request, |_| Ok::<_, AdminError>(()))?;
        let AdminAnswer::Why(story) = answer else {
            return Ok(());
        };
        let mut print = Print::new();
        match self.json {
            true => print.json(&story)?,
            false => tell(&story, &mut print)?,
        }
        Ok(print.end()?)
    }
}

fn tell(story: &Story, print: &mut Print) -> std::io::Result<()> {
    for asked in &story.path {
        let holds = if asked.holds { "yes" } else { "no" };
        let why = quiet(&asked.why);
        print.line(&format!("{:<20} {holds:<4} {why}", asked.rule))?;
    }
    print.line("")?;
    for remembered in &story.remembered {
        print.line(&format!("remembered: {}", row(remembered)))?;
    }
    if story.remembered.is_empty() {
        print.line("remembered: nothing")?;
    }
    print.line(&format!("now: {}", verdict(story)))
}

/// What would be decided, in a line.
fn verdict(story: &Story) -> String {
    let Story {
        verdict,
        rule,
        when,
        ..
    } = story;
    let mut text = format!("{verdict} by {rule}, asked at {when}");
    let left = story.left.map(Duration::from_secs);
    if let (Some(left), Some(until)) = (left, &story.until) {
        let left = humantime::format_duration(left);
        text += &match (verdict.as_str(), rule.as_str()) {
            ("defer", "too-early") => format!("; it may pass in {left}, at {until}"),
            ("defer", _) => {
                format!("; if it came now, it would have to wait {left}, until {until}")
            }
            _ => format!("; so it stays for {left}, until {until}"),
        };
    }
    if story.shadow {
        text += "; in shadow mode it passes all the same";
    }
    text
}
