//! The linked organisation: people, roles, units, cycles and packets, with ids resolved and dates in order.
//!
//! Built once from the records, in one pass, as the organisation stood on one day. It holds what people wrote and what
//! follows from its structure; figures that are derived from it are `facts`. It knows nothing of who may see what.

mod cycle;
mod faults;
mod findings;
mod goals;
mod link;
mod organisation;
mod policy;
mod settings;
pub mod testing;

pub use cycle::{About, Cycle, CycleIx, Deadlines, Facilitation, Feedback, Packet, Phase, Release, Session, SessionIx};
pub use faults::{CONTRADICTIONS, REFERENCES};
pub use findings::{Findings, Part};
pub use goals::{CycleGoals, GoalRef, GoalSet, Owner};
pub use link::{GoalRecord, Linked, PacketRecords, Rewritten, SessionRecords, WrittenSession, link, relink};
pub use organisation::{FreePage, Organisation, Person, PersonIx, Role, Team, TeamIx};
pub use policy::{MidCycleShares, Policy, Rating, ResultKind};
pub use settings::{Link, Settings};

/// A record in its file.
pub type Filed<T> = crate::records::Filed<T>;
