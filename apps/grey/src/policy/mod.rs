//! Who is asked to come back later: pure decisions, without a clock, a disk or a
//! network.
//!
//! A [`Policy`] is asked for its next [`Step`] until there is a [`Verdict`]. What it
//! needs to know is looked up by whoever asks ([`Lookup`], [`Facts`]); what it
//! remembers stands in [`Rows`]; the time is an argument.
//!
//! # The order of the rules
//!
//! The first rule that holds decides, and the [`Verdict`] carries its name. What costs
//! nothing comes first, what has to ask the network last.
//!
//! | | rule | verdict |
//! |---|---|---|
//! | 1 | [`MayRelay`](Rule::MayRelay): the client is in `relay.networks` | pass |
//! | 2 | [`RelayTrick`](Rule::RelayTrick), [`ForeignDomain`](Rule::ForeignDomain): a recipient that is not ours | refuse for good |
//! | 3 | [`Authenticated`](Rule::Authenticated): the client has logged in (Postfix says so) | pass |
//! | 4 | [`JudgedAtData`](Rule::JudgedAtData), [`JudgedAtRecipient`](Rule::JudgedAtRecipient): it is judged at another point of the transaction | pass |
//! | 5 | [`ExemptClient`](Rule::ExemptClient), [`ExemptSender`](Rule::ExemptSender), [`ExemptRecipient`](Rule::ExemptRecipient), [`ExemptHelo`](Rule::ExemptHelo), [`ExemptSecured`](Rule::ExemptSecured), [`ExemptHours`](Rule::ExemptHours), [`ExemptTogether`](Rule::ExemptTogether), [`ExemptListed`](Rule::ExemptListed) by address | pass |
//! | 6 | [`Allowed`](Rule::Allowed): an administrator has let it through (`grey allow`) | pass |
//! | 7 | [`KnownClient`](Rule::KnownClient), [`KnownTriplet`](Rule::KnownTriplet): it came back before | pass |
//! | 8 | [`ExemptName`](Rule::ExemptName), [`ExemptListed`](Rule::ExemptListed): the confirmed reverse name | pass |
//! | 9 | [`SpfPass`](Rule::SpfPass), [`ExemptListed`](Rule::ExemptListed) by SPF | pass |
//! | 10 | [`NotSuspect`](Rule::NotSuspect): only suspects are greylisted, and this is none | pass |
//! | 11 | [`FirstAttempt`](Rule::FirstAttempt), [`TooEarly`](Rule::TooEarly), [`TooLate`](Rule::TooLate) | defer |
//! | 12 | [`Returned`](Rule::Returned): it came back in time | pass |
//!
//! [`Policy::explain`] tells the same without changing anything: each rule that was asked,
//! and why it holds or not.
//!
//! [`StoreGone`](Rule::StoreGone) and [`DnsGone`](Rule::DnsGone) stand where a rule could
//! not be asked, and the settings say what that means.

mod address;
mod adopt;
mod allowed;
mod allowing;
mod assume;
mod decide;
mod dry;
mod entry;
mod exempt;
mod explain;
mod facts;
mod greylist;
mod helo;
mod hours;
mod judgement;
mod keys;
mod learn;
mod letters;
mod listed;
mod memory;
mod network;
mod path;
mod pattern;
mod question;
mod relay;
mod remember;
mod reply;
mod retries;
mod row;
mod rows;
mod rule;
mod sender;
mod settings;
mod suspect;
mod together;
mod trace_id;
mod words;

pub use address::Address;
pub use adopt::{Adopted, Imported};
pub use allowed::{Allowed, BadAllowed};
pub use allowing::Allowing;
pub use decide::{Policy, Step};
pub use entry::{About, Remembered, Text};
pub use exempt::Exempt;
pub use explain::{Asked, Explained, Explanation};
pub use facts::{Answer, Facts, Lookup};
pub use greylist::{Machine, Original, Times};
pub use hours::{BadHours, Hours};
pub use judgement::Judgement;
pub use keys::Secret;
pub use learn::Learn;
pub use listed::{BadList, Listed};
pub use network::{BadNetwork, Network, Prefixes};
pub use pattern::{AddressPattern, BadPattern, DomainPattern};
pub use question::{Kind, Name, Point, Question, Verdict};
pub use relay::{Recipients, relays};
pub use reply::{Refusal, x_greylist};
pub use retries::Retries;
pub use row::{Row, is_over};
pub use rows::{Rows, RowsError};
pub use rule::Rule;
pub use sender::normalised;
pub use settings::{Clients, NullSender, Settings, WhenGone};
pub use suspect::{Suspects, looks_dynamic};
pub use together::Together;
pub use trace_id::{BadTraceId, TraceId};
pub(crate) use trace_id::{microseconds, next_after};
