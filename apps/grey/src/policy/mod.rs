//! Who is asked to come back later: pure decisions, without a clock and without a network.
