//! Who may see what: audiences, the matrix, and the only way from a record to a page.
//!
//! A [`Lens`] looks at the organisation for one audience on one day. What it shows of a record's section is a view made here,
//! wrapped in [`Disclosed`]; nothing else makes one, and `views` gets lenses and never records. Taking a section apart names
//! every field, so that a new field of a record does not compile until somebody has said in which section it stands.
//!
//! This module knows nothing of pages, templates or files.

mod aggregates;
mod audience;
mod bias;
mod by_gender;
mod calibration_figures;
mod cascade;
mod disclosed;
mod explain;
mod faults;
mod follow_up;
mod for_everyone;
mod lens;
mod matrix;
mod members;
mod movement;
mod open;
mod packet;
mod packet_figures;
mod process;
mod scope;
pub mod secrets;
pub mod sections;
mod standing;
mod success;

pub use aggregates::{Group, GroupSections};
pub use audience::{Audience, sample_of_trees, trees};
pub use bias::{AnswerSight, BiasSight, CheckSight, ResultSight};
pub use calibration_figures::{AgendaEntry, SessionAgenda};
pub use cascade::{CascadeKeyResult, CascadeName, CascadeObjective, KeyResultEnd};
pub use disclosed::Disclosed;
pub use explain::{Opening, SectionOfTree, Sight, kept_from, sections_of_tree, who_sees};
pub use faults::RULES;
pub use follow_up::{AgreedChange, Missing};
pub use for_everyone::ForEveryone;
pub use lens::{Lens, Name, Readers};

pub use matrix::{Cell, Matrix, Origin};
pub use members::Totals;
pub use movement::MovementSight;
pub use open::{CycleCard, PersonCard, RoleCard};
pub use packet::PacketSections;
pub use packet_figures::{
    AtCheckIn, CalibratedIn, EvidenceName, GoalFigures, GoalName, KeyResultFigures, ObjectiveFigures, PayChecks,
    SmartLine,
};
pub use process::{OpenItem, Process};
pub use scope::{Scope, Scopes};
pub use success::{CriterionSight, Reached, ShortOf, SuccessSight};

pub use crate::records::access::{AudienceKind, Moment, SectionKind};
