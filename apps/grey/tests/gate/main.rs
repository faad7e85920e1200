//! The gate, with a client, a judge and a server behind that say what a test tells them.

mod scene;

use grey::policy::{Point, Rule, Verdict};
use kamaelia_std::chat::smtp::{Ask, Caller, Recipient, Reply};
use scene::Scene;
use std::time::Duration;

const PASS: Verdict = Verdict::Pass {
    rule: Rule::KnownTriplet,
    waited: None,
};
const LATER: Verdict = Verdict::Defer {
    rule: Rule::FirstAttempt,
    wait: Duration::from_secs(300),
};

#[tokio::test]
async fn the_server_behind_hears_nothing_of_who_has_to_come_back() {
    let mut scene = Scene::new(10).await;
    scene.client("ann@home.example").await;
    let reply = scene.recipient("jo@example.com", LATER).await;
    assert_eq!(reply.code(), 451);
    assert!(reply.to_string().contains("300 seconds"), "{reply}");
    scene.ask(Ask::Quit).await;
    assert_eq!(scene.heard_behind().await, [] as [&str; 0]);
}

#[tokio::test]
async fn an_address_of_ipv4_is_one_for_all_whatever_it_came_as() {
    let mut scene = Scene::new(10).await;
    let mapped = Caller {
        peer: "[::ffff:192.0.2.7]:1025".parse().expect("an address"),
        local: "[::ffff:192.0.2.1]:25".parse().ok(),
        early: false,
    };
    scene.client_that_is(mapped, "ann@home.example").await;
    let (to, params) = ("jo@example.com".parse().expect("an address"), Vec::new());
    scene.ask(Ask::Recipient(Recipient { to, params })).await;
    let question = scene.judge(PASS).await;
    assert_eq!(question.client.to_string(), "192.0.2.7");
    scene.behind_says([220, 250, 250]).await;
    assert_eq!(scene.answer().await.code(), 250);
    let heard = scene.heard_behind().await;
    let ends = "peer: 192.0.2.7:1025, local: Some(192.0.2.1:25)";
    assert!(heard[0].contains(ends), "{heard:?}");
}

#[tokio::test]
async fn who_is_let_through_is_answered_by_the_server_behind() {
    let mut scene = Scene::new(10).await;
    scene.client("ann@home.example").await;
    scene.behind_says([220, 250, 250]).await;
    assert_eq!(scene.recipient("jo@example.com", PASS).await.code(), 250);
    scene.behind_says([354]).await;
    assert_eq!(scene.answer_to(Ask::Data).await.code(), 354);
    scene
        .ask(Ask::Chunk("Subject: a\r\n\r\nb\r\n".into()))
        .await;
    scene.behind_says([550]).await;
    assert_eq!(scene.answer_to(Ask::End).await.code(), 550);
    scene.ask(Ask::Quit).await;
    let heard = scene.heard_behind().await;
    let (before, message) = heard.split_at(5);
    let names = ["Connected", "Hello", "Mail", "Recipient", "Data"];
    assert!(
        before
            .iter()
            .zip(names)
            .all(|(ask, name)| ask.starts_with(name)),
        "{before:?}"
    );
    assert!(message[0].contains("Received: from mail.home.example ([192.0.2.1])"));
    assert!(message[0].contains("X-Greylist: not delayed (known-triplet) by grey"));
    assert!(message[1].contains("Subject: a"));
    assert_eq!(message[2..], ["End", "Quit"]);
}

#[tokio::test]
async fn a_greeting_is_a_reply_of_the_server_behind_if_it_refuses() {
    // Another may have been said before, to another client.
    let mut scene = Scene::new(10).await;
    scene.client("ann@home.example").await;
    scene.behind_says([220, 250, 550]).await;
    assert_eq!(scene.recipient("no@example.com", PASS).await.code(), 550);
    assert_eq!(scene.counted(), [1, 0, 0, 1]);

    let mut scene = Scene::new(10).await;
    scene.client("ann@home.example").await;
    scene.behind_says([421, 451, 451]).await;
    assert_eq!(scene.recipient("jo@example.com", PASS).await.code(), 451);
    assert_eq!(scene.counted(), [0, 0, 3, 0]);
}

#[tokio::test]
async fn recipients_of_one_message_are_told_apart() {
    let mut scene = Scene::new(10).await;
    scene.client("ann@home.example").await;
    assert_eq!(scene.recipient("di@example.com", LATER).await.code(), 451);
    scene.behind_says([220, 250, 250]).await;
    assert_eq!(scene.recipient("jo@example.com", PASS).await.code(), 250);
    let relay = Verdict::Refuse {
        rule: Rule::ForeignDomain,
    };
    assert_eq!(scene.recipient("jo@example.org", relay).await.code(), 550);
    scene.behind_says([550]).await;
    assert_eq!(scene.recipient("no@example.com", PASS).await.code(), 550);
    scene.ask(Ask::Quit).await;
    let heard = scene.heard_behind().await;
    assert!(
        heard
            .iter()
            .all(|ask| !ask.contains("di") && !ask.contains("example.org"))
    );
}

#[tokio::test]
async fn a_sender_that_the_server_behind_refuses_is_the_reason_at_its_recipients() {
    let mut scene = Scene::new(10).await;
    scene.client("ann@home.example").await;
    scene.behind_says([220, 552, 503]).await;
    assert_eq!(scene.recipient("jo@example.com", PASS).await.code(), 552);
    scene.behind_says([503]).await;
    assert_eq!(scene.recipient("di@example.com", PASS).await.code(), 552);
}

#[tokio::test]
async fn a_server_behind_that_does_not_greet_is_the_reason() {
    let mut scene = Scene::new(10).await;
    scene.client("ann@home.example").await;
    scene.behind_says([421, 451, 451]).await;
    assert_eq!(scene.recipient("jo@example.com", PASS).await.code(), 451);

    // It is asked again for the next message.
    scene.ask(Ask::Reset).await;
    assert_eq!(scene.mail("ann@home.example").await.code(), 250);
    scene.behind_says([250, 250]).await;
    assert_eq!(scene.recipient("jo@example.com", PASS).await.code(), 250);
}

#[tokio::test]
async fn a_server_behind_that_wants_nothing_of_us_is_no_reason_to_refuse_a_client_for_good() {
    for (mut scene, code) in [
        (Scene::new(10).await, 451),
        (Scene::that_shows_its_client().await, 554),
    ] {
        scene.client("ann@home.example").await;
        scene.behind_says([554, 451, 451]).await;
        assert_eq!(scene.recipient("jo@example.com", PASS).await.code(), code);
    }
}

#[tokio::test]
async fn nobody_behind_is_a_reason_to_come_back() {
    let mut scene = Scene::new(10).await;
    scene.client("ann@home.example").await;
    scene.behind_is_gone();
    let reply = scene.recipient("jo@example.com", PASS).await;
    assert!(reply.is_transient(), "{reply}");
}

#[tokio::test]
async fn a_bounce_is_judged_when_all_of_its_recipients_are_known() {
    let mut scene = Scene::new(10).await;
    scene.client("").await;
    scene.behind_says([220, 250, 250]).await;
    assert_eq!(scene.recipient("jo@example.com", PASS).await.code(), 250);
    scene.behind_says([250]).await;
    assert_eq!(scene.recipient("di@example.com", PASS).await.code(), 250);

    scene.ask(Ask::Data).await;
    let question = scene.judge(LATER).await;
    assert_eq!(question.at, Point::Data);
    let recipients = question.recipients.iter().map(ToString::to_string);
    assert!(recipients.eq(["jo@example.com", "di@example.com"]));
    assert_eq!(scene.answer().await.code(), 451);
    scene.ask(Ask::Quit).await;
    // The message that it has heard of will not come.
    assert!(
        scene
            .heard_behind()
            .await
            .ends_with(&["Reset".to_owned(), "Quit".to_owned()])
    );
}

#[tokio::test]
async fn one_connection_may_bring_several_messages() {
    let mut scene = Scene::new(10).await;
    scene.client("ann@home.example").await;
    scene.behind_says([220, 250, 250, 354, 250]).await;
    assert_eq!(scene.recipient("jo@example.com", PASS).await.code(), 250);
    assert_eq!(scene.answer_to(Ask::Data).await.code(), 354);
    assert_eq!(scene.answer_to(Ask::End).await.code(), 250);

    assert_eq!(scene.mail("bob@home.example").await.code(), 250);
    scene.behind_says([250, 250]).await;
    assert_eq!(scene.recipient("jo@example.com", PASS).await.code(), 250);
    scene.ask(Ask::Reset).await;
    scene.ask(Ask::Quit).await;
    let heard = scene.heard_behind().await;
    let last = &heard[heard.len() - 4..];
    assert!(
        last[0].contains("bob") && last[1].starts_with("Recipient"),
        "{last:?}"
    );
    assert_eq!(last[2..], ["Reset", "Quit"]);
}

#[tokio::test]
async fn who_speaks_before_the_greeting_is_sent_away() {
    let mut scene = Scene::new(10).await;
    let mut caller = scene::caller();
    caller.early = true;
    assert_eq!(scene.answer_to(Ask::Connected(caller)).await.code(), 554);
}

#[tokio::test]
async fn an_address_that_has_taken_all_its_places_is_to_wait() {
    let mut scene = Scene::new(0).await;
    let reply: Reply = scene.answer_to(Ask::Connected(scene::caller())).await;
    assert_eq!(reply.code(), 421);
}
