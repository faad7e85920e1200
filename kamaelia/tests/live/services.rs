//! Services that are found by name.

use crate::common::{all, run};
use kamaelia::prelude::*;
use kamaelia::{
    InboxAddress, Policy, ServiceRefused, Services, Shutdown, Subscribe, Subscription, ToService,
    Value,
};
use std::sync::Arc;
use std::task::{Context, Wake};

// Case 140.
#[test]
fn a_new_registry_knows_nobody() {
    assert!(Services::new().names().is_empty());
}

// Case 142.
#[test]
fn a_service_is_found_by_its_name() {
    run(async {
        let services = Services::new();
        let mut inbox = Inbox::unlinked();
        let registered = services.register("display", inbox.address())?;
        assert_eq!(registered.name(), "display");

        let found: InboxAddress<u64> = services.find("display")?;
        assert!(found == inbox.address());
        found.send(7).await?;
        assert_eq!(inbox.recv().await, Some(7));
        Ok(())
    });
}

// Case 143.
#[test]
fn a_name_that_is_taken_is_refused_even_for_the_same_inbox() {
    let services = Services::new();
    let mut inbox = Inbox::<u64>::unlinked();
    let _registered = services
        .register("display", inbox.address())
        .expect("it is free");
    let error = services
        .register("display", inbox.address())
        .expect_err("it is taken");
    let words =
        "the service name `display` is taken by `an inbox of `u64``; register under another name";
    assert_eq!(error.to_string(), words);
}

// Case 146.
#[test]
fn a_name_that_nobody_has_is_named() {
    let error = Services::new().find::<InboxAddress<u64>>("display");
    let error = error.expect_err("there is none");
    assert_eq!(error.reason, ServiceRefused::Unknown);
    assert_eq!(error.to_string(), "there is no service `display`");
}

// Case 147.
#[test]
fn a_service_of_another_type_is_refused() {
    let services = Services::new();
    let mut inbox = Inbox::<String>::unlinked();
    let _registered = services
        .register("display", inbox.address())
        .expect("it is free");
    let error = services
        .find::<InboxAddress<u64>>("display")
        .expect_err("not numbers");
    let words = "the service `display` is an inbox of `String`, not an inbox of `u64`";
    assert_eq!(error.to_string(), words);
}

// Case 148: a registration is used up, so nothing is taken out twice.
#[test]
fn a_service_that_was_taken_out_is_gone_and_its_name_free() {
    let services = Services::new();
    let (mut one, mut other) = (Inbox::<u64>::unlinked(), Inbox::<u64>::unlinked());
    let registered = services
        .register("display", one.address())
        .expect("it is free");
    registered.remove();
    assert!(services.find::<InboxAddress<u64>>("display").is_err());
    let _again = services
        .register("display", other.address())
        .expect("it is free again");
}

/// Registers its inbox, and passes on what comes.
#[derive(Component)]
struct Display {
    #[inbox(optional)]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    services: Services,
}

impl Main for Display {
    async fn main(mut self) -> Outcome {
        let _registered = self.services.register("display", self.inbox.address())?;
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

// Case 149.
#[tokio::test]
async fn the_name_of_a_component_that_has_ended_is_free() {
    let services = Services::new();
    for shutdown in [Shutdown::Finish, Shutdown::Now] {
        let (_results, sink) = collect();
        let graph = pipeline![Display::new(services.clone()), sink].spawn();
        let found: InboxAddress<u64> = services.wait_for("display").await.unwrap();
        assert_eq!(services.names(), ["display"]);
        graph.shutdown(shutdown);
        assert!(graph.join().await.is_ok());
        assert!(services.names().is_empty());
        assert!(found.send(1).await.is_err());
    }
}

// Case 149, where somebody else holds the registration.
#[tokio::test]
async fn a_service_whose_component_has_ended_is_nobodys_however_long_it_is_registered() {
    let services = Services::new();
    let mut inbox = Inbox::<u64>::unlinked();
    let _registered = services.register("display", inbox.address()).unwrap();
    drop(inbox);
    assert!(services.names().is_empty());
    assert!(services.find::<InboxAddress<u64>>("display").is_err());
    let mut other = Inbox::<u64>::unlinked();
    let _other = services.register("display", other.address()).unwrap();
    let late = services.register("late", {
        let mut gone = Inbox::<u64>::unlinked();
        gone.address()
    });
    assert!(matches!(late.unwrap_err().reason, ServiceRefused::Ended(_)));
}

#[tokio::test]
async fn two_components_of_one_name_are_a_fault_that_names_both() {
    let services = Services::new();
    let ((_one, left), (_other, right)) = (collect(), collect());
    let graph = graphline! {
        ONE = Display::new(services.clone());
        OTHER = Display::new(services.clone());
        LEFT = left;
        RIGHT = right;
        ONE -> LEFT;
        OTHER -> RIGHT;
    };
    let fault = graph.run().await.unwrap_err().to_string();
    assert!(fault.starts_with("`OTHER` ("), "{fault}");
    let words = "the service name `display` is taken by `ONE.inbox`; register under another name";
    assert!(fault.ends_with(words), "{fault}");
}

#[tokio::test]
async fn who_waits_for_a_service_finds_it_whoever_starts_first() {
    let services = Services::new();
    let ((mut numbers, source), (mut results, sink)) = (feed(), collect());
    let client = ToService::<u64>::new("display").services(services.clone());
    let client = pipeline![source, client].spawn();
    numbers.send_all([1, 2]).await.unwrap();
    let service = pipeline![Display::new(services.clone()), sink].spawn();
    assert_eq!(results.recv().await, Some(1));
    assert_eq!(results.recv().await, Some(2));
    drop(numbers);
    assert!(client.join().await.is_ok());
    service.stop();
    assert!(service.join().await.is_ok());
}

#[tokio::test]
async fn who_waits_for_a_service_that_never_comes_ends_when_it_is_told_to() {
    for shutdown in [Shutdown::Finish, Shutdown::Now] {
        let (numbers, source) = feed::<u64>();
        let client = ToService::new("nobody").services(Services::new());
        let graph = pipeline![source, client].spawn();
        tokio::task::yield_now().await;
        graph.shutdown(shutdown);
        if shutdown == Shutdown::Finish {
            // It has an inbox, so it would wait for what it still has to send.
            graph.shutdown(Shutdown::Now);
        }
        assert!(graph.join().await.is_ok());
        drop(numbers);
    }
}

/// A waker that is counted.
struct Nobody;

impl Wake for Nobody {
    fn wake(self: Arc<Self>) {}
}

#[test]
fn who_has_given_up_waiting_for_a_service_leaves_nothing_behind() {
    let services = Services::new();
    let nobody = Arc::new(Nobody);
    for _ in 0..3 {
        let waker = nobody.clone().into();
        let mut waiting = Box::pin(services.wait_for::<Value<u32>>("volume"));
        let mut cx = Context::from_waker(&waker);
        assert!(waiting.as_mut().poll(&mut cx).is_pending());
        assert!(waiting.as_mut().poll(&mut cx).is_pending());
    }
    assert_eq!(Arc::strong_count(&nobody), 1);
}

// Cases 150 and 151.
#[test]
fn a_value_is_read_and_changed_by_its_name() {
    let services = Services::new();
    let _volume = services
        .register("volume", Value::new(5_u32))
        .expect("it is free");
    assert!(services.register("volume", Value::new(6_u32)).is_err());
    assert!(services.find::<Value<u32>>("bass").is_err());

    let volume: Value<u32> = services.find("volume").expect("it is there");
    assert_eq!(volume.get(), 5);
    assert_eq!(volume.set(10), 5);
    let again: Value<u32> = services.find("volume").expect("it is there");
    assert_eq!(again.get(), 10);
    assert_eq!(again.update(|volume| std::mem::replace(volume, 11)), 10);
    assert_eq!(volume.get(), 11);
}

// Case 152.
#[test]
fn all_names_are_listed() {
    let services = Services::new();
    let values = ["c", "a", "b"].map(|name| services.register(name, Value::new(name)));
    assert_eq!(services.names(), ["a", "b", "c"]);
    drop(values);
    assert!(services.names().is_empty());
}

/// Sends the multiples of what it was asked for, and notes what it is told.
#[derive(Component)]
struct Multiples {
    #[inbox(optional)]
    inbox: Inbox<Subscription<u64, u64>>,
    #[outbox]
    notes: Outbox<String>,
    services: Services,
}

impl Main for Multiples {
    async fn main(mut self) -> Outcome {
        let _registered = self.services.register("multiples", self.inbox.address())?;
        while let Some(subscription) = self.inbox.recv().await {
            match subscription {
                Subscription::Add(number, to) => {
                    let mut outbox = to.outbox_with(Policy::unbounded())?;
                    outbox
                        .send_all((1..=3).map(|factor| number * factor))
                        .await?;
                    self.notes.send(format!("add {number}")).await?;
                }
                Subscription::Remove(number, _) => {
                    self.notes.send(format!("remove {number}")).await?;
                }
            }
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_subscription_is_taken_back_at_the_end_the_last_first() {
    let services = Services::new();
    let ((mut notes, noted), (mut results, sink)) = (collect(), collect());
    let service = graphline! {
        MULTIPLES = Multiples::new(services.clone());
        NOTES = noted;
        MULTIPLES.notes -> NOTES.inbox;
    };
    let subscribe = Subscribe::<u64, u64>::new("multiples", vec![10, 7]);
    let client = pipeline![subscribe.services(services.clone()), sink].spawn();
    let service = service.spawn();
    let mut received = Vec::new();
    for _ in 0..6 {
        received.extend(results.recv().await);
    }
    received.sort();
    assert_eq!(received, [7, 10, 14, 20, 21, 30]);
    client.stop();
    assert!(client.join().await.is_ok());
    service.stop();
    assert!(service.join().await.is_ok());
    assert_eq!(
        all(&mut notes).await,
        ["add 10", "add 7", "remove 7", "remove 10"]
    );
}
