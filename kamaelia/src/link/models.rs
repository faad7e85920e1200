//! The linkages under a model checker: every order in which the threads of a small
//! program may take their steps, and every value that each may see.
//!
//! `RUSTFLAGS='--cfg kamaelia_loom' cargo test -p kamaelia --lib link::models` runs
//! them. What is checked are the files of this crate themselves: `crate::sync` has
//! the checker's atomics then. A lost wake-up shows as a deadlock.

mod counts;
mod ends;
mod island;
mod islands;
mod needed;
mod ready;
mod rings;
mod run_queue;
mod shared;
mod threads;
mod waits;

/// Makes each model a test, and lists them all.
macro_rules! models {
    ($($module:ident::$model:ident,)*) => {
        $(#[test]
        fn $model() {
            $module::$model();
        })*

        /// All models, with their names.
        const ALL: &[(&str, fn())] = &[$((stringify!($model), $module::$model),)*];
    };
}

models! {
    rings::a_ring_of_one_keeps_messages_and_their_order,
    rings::a_ring_of_two_keeps_messages_and_their_order,
    rings::many_messages_are_taken_at_once,
    rings::many_messages_are_put_at_once,
    rings::who_lets_go_of_a_ring_last_drops_what_waits,
    waits::a_reader_that_waits_elsewhere_is_woken_by_a_message,
    waits::a_writer_that_waits_elsewhere_is_woken_by_room,
    waits::an_unbounded_linkage_keeps_the_order_where_it_spills_over,
    waits::a_message_comes_with_its_place_in_the_order_of_the_sends,
    waits::a_wait_at_home_with_a_waker_ends,
    islands::two_islands_pass_a_message,
    islands::two_islands_pass_messages_for_which_room_is_known,
    islands::two_islands_pass_messages_through_a_ring_of_one,
    islands::a_reader_at_home_hears_of_messages_from_a_thread,
    islands::a_writer_at_home_hears_of_room_from_a_thread,
    islands::a_writer_that_only_stays_is_heard,
    islands::a_writer_that_leaves_the_island_is_still_heard,
    islands::a_reader_that_leaves_the_island_still_makes_room,
    counts::the_books_never_count_more_received_than_sent,
    counts::the_books_never_count_more_dropped_than_sent,
    counts::the_books_never_count_more_refused_than_sent,
    counts::what_a_reader_leaves_is_not_counted_as_received,
    counts::the_books_never_see_more_wait_than_ever_did,
    ends::a_reader_that_waits_elsewhere_hears_of_the_last_writer,
    ends::a_writer_that_waits_elsewhere_hears_of_the_reader,
    ends::a_reader_at_home_hears_of_a_writer_that_was_dropped_elsewhere,
    ends::a_writer_at_home_hears_of_a_reader_that_was_dropped_elsewhere,
    ends::the_books_end_a_linkage_whose_reader_is_at_home,
    ends::the_books_close_a_linkage_whose_writer_is_at_home,
    ends::who_watches_the_reader_hears_of_its_end,
    ends::who_watches_the_reader_still_does_when_a_lent_end_comes_home,
    ends::who_waits_for_the_end_of_the_reader_once_hears_of_it,
    ends::what_a_reader_did_before_it_ended_is_seen,
    ends::what_was_done_before_a_linkage_was_ended_is_seen,
    ends::what_was_done_before_a_linkage_was_closed_is_seen,
    shared::a_writer_in_line_is_woken_by_room,
    shared::two_writers_take_turns_in_a_linkage_of_one,
    shared::a_writer_that_gives_up_its_place_holds_up_nobody,
    shared::a_writer_that_comes_back_to_its_place_has_its_turn,
    shared::a_closed_linkage_wakes_all_in_line,
    shared::a_cell_of_the_latest_counts_every_message,
    shared::what_the_oldest_make_room_for_is_counted,
    ready::who_is_added_from_anywhere_is_moved,
    ready::a_component_hears_of_wakes_from_two_threads,
    ready::a_component_of_many_hears_of_wakes_from_two_threads,
    ready::two_components_of_many_are_woken,
    ready::a_future_that_is_nudged_sees_why,
    ready::a_future_that_gets_another_parent_is_woken_there,
    ready::a_future_that_gets_another_parent_is_nudged_there,
    ready::a_future_that_gets_another_task_is_woken_there,
    run_queue::who_comes_while_the_only_runner_begins_to_rest_has_a_turn,
    run_queue::what_two_threads_did_before_they_woke_a_child_is_seen,
    run_queue::a_turn_sees_what_the_one_before_did_at_another_runner,
    run_queue::who_is_aborted_is_dropped_once_and_after_its_turn,
    run_queue::who_comes_while_the_last_runner_goes_is_let_go,
    run_queue::the_owner_hears_that_the_last_runner_is_gone,
}
