//! Ends that move at random, and are used in all ways at random.
//!
//! `RANDOM_MOVES=100` plays a hundred times as many scenes; a scene that fails
//! says its seed, and `RANDOM_MOVES_SEED` plays that one alone.

use crate::parts::Legs;
use crate::places::Place;
use crate::scene::{POLICIES, Scene, Shape};
use crate::watch::{Runs, watched};
use fastrand::Rng;
use std::env;

const SCENES: u64 = 400;

/// How many of them are watched together: none of them takes long.
const WATCHED: u64 = 200;

fn legs(chance: &mut Rng) -> Legs {
    let leg = |chance: &mut Rng| {
        let place = Place::ALL[chance.usize(0..Place::ALL.len())];
        // Long ones let a linkage fill up, short ones follow each other closely.
        let most = if chance.bool() { 3 } else { 150 };
        (place, chance.u64(1..=most))
    };
    (0..chance.usize(1..=5)).map(|_| leg(chance)).collect()
}

fn scene(chance: &mut Rng) -> Scene {
    Scene {
        shape: Shape::ALL[chance.usize(0..Shape::ALL.len())],
        policy: POLICIES[chance.usize(0..POLICIES.len())],
        writer: legs(chance),
        reader: legs(chance),
        messages: chance.u64(0..400),
        enough: (chance.u8(0..4) == 0).then(|| chance.u64(1..200)),
        seed: (chance.u8(0..4) > 0).then(|| chance.u64(..)),
    }
}

/// Plays the scene of a seed, to its end or until it is stopped.
fn play(seed: u64, is_stopped: bool) {
    let mut chance = Rng::with_seed(seed);
    let runs = Runs::ALL[chance.usize(0..2)];
    let mut scene = scene(&mut chance);
    // The last one that is printed has failed, or hangs.
    println!("RANDOM_MOVES_SEED={seed}");
    if is_stopped {
        scene.messages = u64::MAX;
        // Whoever never waits, on one thread, lets nobody else have a turn.
        scene.writer.push((Place::Task, 1));
        scene.stop_on(runs, chance.usize(0..20));
    } else {
        scene.play_on(runs);
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(text.parse().expect("it is a number"))
}

fn play_all(is_stopped: bool) {
    if let Some(seed) = number("RANDOM_MOVES_SEED") {
        return watched(move || play(seed, is_stopped));
    }
    let scenes = SCENES * number("RANDOM_MOVES").unwrap_or(1);
    for first in (0..scenes).step_by(WATCHED as usize) {
        watched(move || (first..first + WATCHED).for_each(|seed| play(seed, is_stopped)));
    }
}

#[test]
fn ends_that_move_at_random_lose_nothing_and_nobody() {
    play_all(false);
}

#[test]
fn ends_that_move_at_random_can_be_stopped_at_any_time() {
    play_all(true);
}
