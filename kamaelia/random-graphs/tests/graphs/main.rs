//! Every graph, run to its end and stopped in every way.
//!
//! Each is a module with a test for each way, so that `cargo test -p
//! random-graphs graph_017` runs one graph alone, and a failure names it. It
//! names the seed of its schedule as well, and how to repeat that alone:
//! `KAMAELIA_SEED=2 cargo test -p random-graphs graph_017::finishes`.
//!
//! The long form: `RANDOM_GRAPHS=20 cargo test -p random-graphs` tries twenty times as
//! many seeds.

#![expect(deprecated, reason = "diamonds are among the graphs, and a warning")]

mod judge;
mod runs;

use kamaelia::prelude::*;
use kamaelia::{BoxedGraph, Policy, Stage};
use random_graphs::plan::{LinkagePlan, PartPlan, Plan, Route};
use random_graphs::{At, Parcel, World, marked, parts};

/// The tests of one graph.
macro_rules! tests {
    ($build:ident, $plan:ident) => {
        #[test]
        fn runs_to_its_end() {
            runs::to_the_end($build, &$plan);
        }

        #[test]
        fn runs_to_its_end_in_parallel() {
            runs::to_the_end_in_parallel($build, &$plan);
        }

        #[test]
        fn is_stopped_in_parallel() {
            runs::stopped_in_parallel($build, &$plan);
        }

        #[test]
        fn finishes() {
            runs::stopped($build, &$plan, runs::Way::Finish);
        }

        #[test]
        fn stops_now() {
            runs::stopped($build, &$plan, runs::Way::Now);
        }

        #[test]
        fn ends_with_a_fault() {
            runs::stopped($build, &$plan, runs::Way::Fault);
        }

        #[test]
        fn ends_with_a_panic() {
            runs::stopped($build, &$plan, runs::Way::Panic);
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/programs.rs"));
