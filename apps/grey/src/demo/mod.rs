//! `grey --demo`: the program as it is, with a mail server behind it, people who write,
//! and a clock that need not wait for hours to pass.

mod letter;
mod people;
mod sink;
mod story;

use crate::Grey;
use grey::config::Config;
use grey::{Clock, Doors};
use kamaelia::prelude::*;
use kamaelia_std::io::ConsoleEchoer;
use kamaelia_std::util::NullSink;
use sink::Sink;
use std::time::{Duration, UNIX_EPOCH};
use story::Story;

/// The first of May 2026, eight o'clock.
const MORNING: Duration = Duration::from_secs(1_777_622_400);

/// Tells the story.
pub(crate) async fn run() -> Outcome {
    let folder = tempfile::tempdir()?;
    let clock = Clock::by_hand(UNIX_EPOCH + MORNING);
    let sink = Sink::start().await?;
    let mut config = Config::parse("the demo", SETTINGS, [])?;
    config.backend.address = sink.address().to_string();
    config.store.path = folder.path().join("grey.db");
    let doors = Doors::bind(&config)?;

    graphline! {
        GREY  = Grey::new(config.into(), doors, clock.clone());
        STORY = Story::new(sink, clock);
        PRINT = ConsoleEchoer::new();
        NEWS  = NullSink::new();

        GREY.mail      -> STORY.mail;
        GREY.postfix   -> STORY.postfix with unbounded;
        GREY.decisions -> STORY.decisions with drop_oldest(64);
        GREY.news      -> NEWS.inbox;
        STORY          -> PRINT;
        STORY.signal   -> GREY.control;
    }
    .run()
    .await
}

/// What differs from the defaults.
const SETTINGS: &str = "
[server]
name = 'mx.example.com'
listen = ['127.0.0.1:0']
domains = ['example.com']

[policy]
delay = '5m'

# The people of the story come from all over the world.
[proxy]
trusted = ['127.0.0.1']

[postfix]
listen = ['127.0.0.1:0']
";
