use super::fact::{facts, said};
use super::line::stamp;
use super::original::Original;
use super::sink::Sink;
use super::{DECISION, NEWS, News};
use crate::config::LogFormat;
use crate::policy::{Address, Judgement, Point, Verdict};
use kamaelia::prelude::*;
use serde::Serialize;
use std::fmt::{self, Display, Formatter, from_fn};
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;
use tracing::dispatcher::with_default;
use tracing::field::display;
use tracing::{Dispatch, Level, error, info, warn};

/// Makes an event of each decision and of all news.
#[derive(Component)]
pub(super) struct Tell {
    /// Decisions.
    #[inbox(optional)]
    decisions: Inbox<Judgement>,

    /// News.
    #[inbox(optional)]
    news: Inbox<News>,

    format: LogFormat,

    /// Who hears of the events.
    dispatch: Dispatch,

    /// Where their lines go, which ends with this.
    sink: Sink,
}

enum Said {
    Decision(Judgement),
    News(News),
}

impl Main for Tell {
    async fn main(mut self) -> Outcome {
        while let Some(said) = self.next().await {
            with_default(&self.dispatch, || match said {
                Said::Decision(judgement) => decided(&judgement, self.format),
                Said::News(news) => tell(&news),
            });
        }
        self.sink.close();
        Ok(())
    }
}

impl Tell {
    /// What comes first at any of the inboxes, until there is an end of both.
    async fn next(&mut self) -> Option<Said> {
        poll_fn(|cx| {
            // News come by several ways: to look takes half as long as to wait, for which
            // there is no reason while decisions come.
            if let Ok(news) = self.news.try_recv() {
                return Poll::Ready(Some(Said::News(news)));
            }
            let decision = self.decisions.poll_recv(cx);
            if let Poll::Ready(Some(judgement)) = decision {
                return Poll::Ready(Some(Said::Decision(judgement)));
            }
            match self.news.poll_recv(cx) {
                Poll::Ready(Some(news)) => Poll::Ready(Some(Said::News(news))),
                Poll::Ready(None) if decision.is_ready() => Poll::Ready(None),
                _ => Poll::Pending,
            }
        })
        .await
    }
}

pub(super) fn tell(news: &News) {
    let trace = news.trace.map(display);
    let text = &news.text;
    match news.level {
        Level::ERROR => error!(target: NEWS, trace, "{text}"),
        Level::WARN => warn!(target: NEWS, trace, "{text}"),
        _ => info!(target: NEWS, trace, "{text}"),
    }
}

pub(super) fn decided(judgement: &Judgement, format: LogFormat) {
    if !tracing::enabled!(target: DECISION, Level::INFO) {
        return;
    }
    if format == LogFormat::Original && !Original(judgement).is_said() {
        return;
    }
    let words = Words { judgement, format };
    if format != LogFormat::Json {
        // All of it stands in the message.
        info!(target: DECISION, "{words}");
        return;
    }
    let question = &judgement.question;
    let (wait, waited) = match judgement.verdict {
        Verdict::Defer { wait, .. } => (Some(milliseconds(wait)), None),
        Verdict::Pass { waited, .. } => (None, waited.map(milliseconds)),
        _ => (None, None),
    };
    // What a line is not made of is not put into words.
    let name = question.name.as_ref();
    let name = name.map(|name| display(from_fn(move |f| Json(said(name)).fmt(f))));
    let to = from_fn(|f| {
        let recipients = question.recipients.iter();
        Json(recipients.map(Address::to_string).collect::<Vec<_>>()).fmt(f)
    });
    let at = match question.at {
        Point::Recipient => "recipient",
        Point::Data => "data",
        Point::Elsewhere => "elsewhere",
    };
    let has_facts = judgement.facts.answers().next().is_some();
    let facts = from_fn(|f| Json(facts(&judgement.facts)).fmt(f));
    info!(
        target: DECISION,
        time = %from_fn(|f| f.write_str(&stamp(judgement.when))),
        order = judgement.order,
        trace = question.trace.map(display),
        verdict = judgement.verdict.name(),
        rule = judgement.verdict.rule().name(),
        wait_ms = wait,
        waited_ms = waited,
        shadow = judgement.shadow.then_some(true),
        client = %question.client,
        helo = question.helo,
        name,
        from = question.sender.as_ref().map(display),
        to = %to,
        at,
        secured = question.secured,
        authenticated = question.authenticated,
        relay_checked = question.relay_checked,
        id = Some(question.id.as_str()).filter(|id| !id.is_empty()),
        facts = has_facts.then(|| display(facts)),
        "{words}",
    );
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A decision in one line.
struct Words<'a> {
    judgement: &'a Judgement,
    format: LogFormat,
}

impl Display for Words<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.format {
            LogFormat::Original => Original(self.judgement).fmt(f),
            LogFormat::Text | LogFormat::Json => self.judgement.fmt(f),
        }
    }
}

/// A list: a field of an event holds one value, so it is its JSON.
struct Json<T>(T);

impl<T: Serialize> Display for Json<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string(&self.0).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}
