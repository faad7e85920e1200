//! Writes graphs without a pattern, the same for the same seed.
//!
//! [`grow`] makes one, legal from the start; [`features`] says what it is made
//! of, and [`population`] throws away whatever lacks what it was to have.
//! [`flat`] follows its linkages through the composites, and [`program`] writes
//! it down.

mod choose;
pub(crate) mod features;
pub(crate) mod flat;
pub(crate) mod grow;
pub(crate) mod kinds;
pub(crate) mod leads;
pub(crate) mod model;
pub(crate) mod population;
pub(crate) mod program;
pub(crate) mod random;
