//! Both ends of one linkage move, each for itself.

use crate::places::Place;
use crate::scene::{POLICIES, Scene, Shape};
use crate::watch::watched;

/// Both go to these places and back, out of step: so each is at home while the
/// other is away, and both at once.
#[track_caller]
fn both_move(writer: Place, reader: Place) {
    watched(move || {
        for shape in Shape::ALL {
            for policy in POLICIES {
                Scene {
                    shape,
                    policy,
                    writer: vec![(Place::Home, 5), (writer, 17)],
                    reader: vec![(reader, 19), (Place::Home, 3)],
                    messages: 120,
                    enough: None,
                    seed: None,
                }
                .play();
            }
        }
    });
}

#[test]
fn both_ends_move_to_tasks() {
    both_move(Place::Task, Place::Task);
}

#[test]
fn both_ends_move_to_threads() {
    both_move(Place::Thread, Place::Thread);
}

#[test]
fn both_ends_move_to_one_other_component() {
    both_move(Place::Guest, Place::Guest);
}

#[test]
fn the_writing_end_moves_to_a_task_and_the_reading_end_to_a_thread() {
    both_move(Place::Task, Place::Thread);
}

#[test]
fn the_writing_end_moves_to_a_thread_and_the_reading_end_to_another_component() {
    both_move(Place::Thread, Place::Guest);
}

#[test]
fn the_writing_end_moves_to_another_component_and_the_reading_end_to_a_task() {
    both_move(Place::Guest, Place::Task);
}

#[test]
fn the_writing_end_moves_into_a_graph_inside_and_the_reading_end_into_a_spawned_one() {
    both_move(Place::Inner, Place::Spawned);
}

#[test]
fn the_writing_end_moves_into_a_join_and_the_reading_end_into_a_set_of_futures() {
    both_move(Place::Joined, Place::Unordered);
}

#[test]
fn the_writing_end_moves_to_an_executor_and_the_reading_end_into_a_join() {
    both_move(Place::Executor, Place::Joined);
}
