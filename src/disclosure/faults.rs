//! The faults of `[access]`: overrides that may not be, and overrides that open what should stay closed.

use crate::diagnostics::{Finding, Kind, Place, Rule};
use crate::records::access::{AudienceKind, Moment, SectionKind};

/// All rules of this file, for the registry.
pub const RULES: &[&Rule] = &[&OVERRIDE_REFUSED, &OVERRIDE_WIDENS];

const POLICY: &str = "content/policy.toml";

/// An override that may not be.
pub static OVERRIDE_REFUSED: Rule = Rule {
    code: "override-refused",
    kind: Kind::Error,
    title: "an override of who sees what may not be",
    explanation: "`[access]` changes when a section is shown to an audience. Some cells stay as they are whatever a policy says: a calibration \
        never sees pay or plans, peer feedback is shown to the person reviewed from release and above the minimum alone, demographics appear in \
        aggregates alone, and nothing confidential is for the whole company. Delete the line, or choose a moment that fits the section; \
        `preread access` prints the matrix in force.",
    wrong: &[(POLICY, "[access.pay]\ncommittee = \"always\"\n")],
    right: &[(POLICY, "[access.check-in]\ncommittee = \"never\"\n")],
};

/// An override that opens what should stay closed.
pub static OVERRIDE_WIDENS: Rule = Rule {
    code: "override-widens",
    kind: Kind::Warning,
    title: "an override shows a confidential section to more readers",
    explanation: "The policy opens pay, an improvement plan, a calibration, a recommended rating or the names of peers to readers who by default \
        do not see them, or see them later. That may be meant; this warning makes sure that somebody has noticed. `preread access --who` lists \
        who sees it now.",
    wrong: &[(POLICY, "[access.calibration]\nmanager = \"from-release\"\n")],
    right: &[(POLICY, "[access.pay]\nmanager = \"from-release\"\n")],
};

pub(super) fn override_refused(place: Place, section: SectionKind, audience: AudienceKind, why: &str) -> Finding {
    let message = format!(
        "`{}` cannot be shown to `{}` like this: {why}",
        section.word(),
        audience.word()
    );
    Finding::new(&OVERRIDE_REFUSED, place, message).help("Delete the line, or choose a moment that fits the section.")
}

pub(super) fn override_widens(
    place: Place,
    (section, audience): (SectionKind, AudienceKind),
    (default, now): (Moment, Moment),
) -> Finding {
    let message = format!(
        "`{}` is shown to `{}` `{}`, where the default is `{}`",
        section.word(),
        audience.word(),
        now.word(),
        default.word()
    );
    Finding::new(&OVERRIDE_WIDENS, place, message).help("Delete the line unless it is meant.")
}
