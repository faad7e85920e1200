//! The component that reads the settings again, by itself.

use grey::config::Loaded;
use grey::log::News;
use grey::policy::Judgement;
use grey::{Clock, Reception, Reload};
use kamaelia::Backplane;
use kamaelia::prelude::*;
use kamaelia_std::data::Table;
use kamaelia_std::net::dns::Resolver;
use std::time::Duration;

#[tokio::test]
async fn each_time_is_counted_and_who_has_begun_keeps_what_it_began_with() -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("grey.toml");
    std::fs::write(&path, "server.domains = ['example.com']\n")?;
    let loaded = Loaded::load(Some(&path))?;
    let mut table = Table::new(folder.path().join("grey.db"));
    let mut dns = Resolver::of_the_system();
    let decisions = Backplane::<Judgement>::new();
    let reception = Reception::new(
        loaded.config.clone(),
        table.inbox().address(),
        dns.requests().address(),
        decisions.address(),
        Clock::system(),
    )?;
    let (mut asks, source) = feed();
    let (mut news, sink) = collect();
    let graph = graphline! {
        ASKS   = source;
        RELOAD = Reload::new(loaded, reception.clone());
        NEWS   = sink;

        ASKS -> RELOAD;
        RELOAD.news -> NEWS.inbox;
    }
    .spawn();

    let counters = reception.counters();
    std::fs::write(
        &path,
        "server.domains = ['example.com']\npolicy.delay = '5m'\n",
    )?;
    asks.send(()).await?;
    news.recv().await;
    assert_eq!((counters.reloads(), counters.failed_reloads()), (1, 0));
    std::fs::write(&path, "server.domains = 5\n")?;
    asks.send(()).await?;
    let told: News = news.recv().await.expect("it tells");
    assert_eq!(told.level, News::warn("").level);
    let told = told.text;
    assert!(told.contains("line 1: `server.domains`"), "{told}");
    assert_eq!((counters.reloads(), counters.failed_reloads()), (1, 1));

    assert_eq!(
        reception.config().policy.delay,
        Duration::from_secs(60),
        "before"
    );
    let now = reception.now();
    assert_eq!(now.config().policy.delay, Duration::from_secs(300), "now");
    drop(asks);
    graph.join().await
}
