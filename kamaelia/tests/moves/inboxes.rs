//! A component's inbox moves, and its writer stays where it is.

use crate::parts::Legs;
use crate::places::Place;
use crate::scene::{POLICIES, Scene, Shape};
use crate::watch::watched;

const MESSAGES: u64 = 90;

/// The inbox of each reader is away before the first message; from the seventh
/// on; and again and again for a while.
#[track_caller]
fn inboxes_move(place: Place) {
    let ways: [Legs; 3] = [
        vec![(place, u64::MAX)],
        vec![(Place::Home, 7), (place, u64::MAX)],
        vec![(Place::Home, 11), (place, 13)],
    ];
    watched(move || {
        for shape in Shape::ALL {
            for policy in POLICIES {
                for reader in &ways {
                    Scene {
                        shape,
                        policy,
                        writer: vec![(Place::Home, u64::MAX)],
                        reader: reader.clone(),
                        messages: MESSAGES,
                        enough: None,
                        seed: None,
                    }
                    .play();
                }
            }
        }
    });
}

#[test]
fn an_inbox_stays_at_home() {
    inboxes_move(Place::Home);
}

#[test]
fn an_inbox_moves_to_a_task_and_back() {
    inboxes_move(Place::Task);
}

#[test]
fn an_inbox_moves_to_a_thread_and_back() {
    inboxes_move(Place::Thread);
}

#[test]
fn an_inbox_moves_to_another_executor_and_back() {
    inboxes_move(Place::Executor);
}

#[test]
fn an_inbox_moves_to_another_component_and_back() {
    inboxes_move(Place::Guest);
}

#[test]
fn an_inbox_moves_into_a_set_of_futures_and_back() {
    inboxes_move(Place::Unordered);
}

#[test]
fn an_inbox_moves_into_a_join_and_back() {
    inboxes_move(Place::Joined);
}

#[test]
fn an_inbox_moves_into_a_graph_inside_and_back() {
    inboxes_move(Place::Inner);
}

#[test]
fn an_inbox_moves_into_a_spawned_graph_and_back() {
    inboxes_move(Place::Spawned);
}
