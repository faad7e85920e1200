//! Kamaelia in five steps, from one component to a server.
//!
//! It takes about an hour. You should know some Rust, and that an `async fn` waits
//! where it says `.await`; what a future is in detail does not matter here.
//!
//! | | | |
//! |---|---|---|
//! | 1 | [One component](step_1_one_component) | a struct with boxes, and what it does |
//! | 2 | [A pipeline](step_2_a_pipeline) | components in a row: a first program |
//! | 3 | [A graph](step_3_a_graph) | components with names; what the compiler checks |
//! | 4 | [A composite](step_4_a_composite) | a component that is a graph |
//! | 5 | [A server](step_5_a_server) | a graph for each connection |
//!
//! Begin with a new package:
//!
//! ```console
//! $ cargo new headlines && cd headlines
//! $ cargo add kamaelia kamaelia-std
//! ```
//!
//! Each step is a whole `src/main.rs`, and ends with an exercise. Everything here is
//! compiled, and what can be run without you is run, whenever the tests are.

#[doc = include_str!("one_component.md")]
pub mod step_1_one_component {}

#[doc = include_str!("a_pipeline.md")]
pub mod step_2_a_pipeline {}

#[doc = include_str!("a_graph.md")]
pub mod step_3_a_graph {}

#[doc = include_str!("a_composite.md")]
pub mod step_4_a_composite {}

#[doc = include_str!("a_server.md")]
pub mod step_5_a_server {}
