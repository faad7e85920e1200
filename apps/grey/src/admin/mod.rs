//! What an administrator asks a running server: over a socket of its own, a line of JSON
//! for each question and for each answer.
//!
//! | request | |
//! |---|---|
//! | `{"why":{"client":"192.0.2.1","sender":"ann@a.example","recipient":"jo@example.com"}}` | what would be decided, by which rules, and until when |
//! | `{"list":{"kind":"waiting","limit":10}}` | what is remembered |
//! | `{"allow":{"whom":"192.0.2.0/24","seconds":3600}}` | lets somebody through |
//! | `{"forget":{"client":"192.0.2.1","sender":"ann@a.example","recipient":"jo@example.com"}}` | forgets a triplet |
//! | `{"forget-client":{"network":"192.0.2.0/24"}}` | forgets clients, and their triplets |
//! | `{"forget-allowed":{"whom":"192.0.2.0/24"}}` | takes back what was allowed |
//! | `{"expire":{"older":86400}}` | removes what is over |

mod change;
mod clerk;
mod client;
mod desk;
mod list;
mod protocol;
mod row;
mod server;
mod why;

use clerk::Clerk;
pub use client::{AdminClient, AdminError};
pub use desk::Desk;
pub use protocol::{AdminAnswer, AdminRequest, AdminRow, Attempt, ListKind, Story, StoryRule};
pub use server::Admin;
