//! The disclosure matrix: for each section and audience, when it is shown. The default, and the policy's overrides.

use super::faults;
use crate::diagnostics::{Finding, Place};
use crate::model::Policy;
use crate::records::access::{AccessRecord, AudienceKind, Moment, SectionKind};
use crate::source::SourcePath;

const SECTIONS: usize = SectionKind::ALL.len();
const AUDIENCES: usize = AudienceKind::ALL.len();

/// When each section is shown to each audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    cells: [[Cell; AUDIENCES]; SECTIONS],
}

/// One cell of the matrix, and who decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// When the section is shown.
    pub moment: Moment,
    /// Where that is decided.
    pub origin: Origin,
}

/// Where a cell of the matrix is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// By the program's default.
    Default,
    /// By the policy's `[access]`.
    Policy,
}

/// One row of the default, in the order of [`AudienceKind::ALL`]: company, person, manager, committee, HR.
#[rustfmt::skip]
const fn default_row(section: SectionKind) -> [Moment; AUDIENCES] {
    use Moment::{Always, FromGoalsLocked, FromRelease, FromReleaseAndMinimum, InAggregates, Never, OnceCalibrated, OnceShared,
        OnceSubmitted, OwnScope, Totals};
    match section {
        SectionKind::Goals             => [Always, Always, Always, Always, Always],
        SectionKind::IndividualGoals   => [FromGoalsLocked, Always, Always, Always, Always],
        SectionKind::CheckIn           => [Never, Always, Always, Always, Always],
        SectionKind::SelfAssessment    => [Never, Always, OnceSubmitted, OnceSubmitted, Always],
        SectionKind::ManagerAssessment | SectionKind::Evidence => [Never, OnceShared, Always, Always, Always],
        SectionKind::RecommendedRating => [Never, Never, Always, Always, Always],
        SectionKind::NamedFeedback | SectionKind::ImprovementRecord => [Never, Never, Always, Never, Always],
        SectionKind::AnonymousFeedback => [Never, FromReleaseAndMinimum, Never, Always, Never],
        SectionKind::FinalRating       => [Never, FromRelease, OnceCalibrated, Always, Always],
        SectionKind::Calibration       => [Never, Never, Never, Always, Always],
        SectionKind::Pay               => [Never, FromRelease, Always, Never, Always],
        SectionKind::Promotion         => [Never, FromRelease, Always, Always, Always],
        SectionKind::DevelopmentPlan | SectionKind::ImprovementPlan => [Never, Always, Always, Never, Always],
        SectionKind::Demographics      => [Never, Never, Never, InAggregates, InAggregates],
        SectionKind::Distribution      => [Never, Never, OwnScope, OwnScope, Always],
        SectionKind::Success | SectionKind::Surveys => [Totals, Totals, Totals, Totals, Always],
    }
}

impl Default for Matrix {
    fn default() -> Self {
        let cell = |moment| Cell {
            moment,
            origin: Origin::Default,
        };
        let row = |at: usize| default_row(SectionKind::ALL[at]).map(cell);
        Self {
            cells: std::array::from_fn(row),
        }
    }
}

impl Matrix {
    /// The matrix in force: the default with the policy's overrides, and what is wrong with those.
    ///
    /// An override that may not be is left out.
    pub fn in_force(policy: &Policy) -> (Self, Vec<Finding>) {
        let mut matrix = Self::default();
        let mut findings = Vec::new();
        if let (Some(access), Some(file)) = (&policy.access, &policy.file) {
            matrix.override_with(file, access, &mut findings);
        }
        (matrix, findings)
    }

    fn override_with(&mut self, file: &SourcePath, record: &AccessRecord, findings: &mut Vec<Finding>) {
        for (section, row) in &record.rows {
            for (audience, moment) in row.cells() {
                let place = Place::at(file, moment.at);
                let was = self.cell(section.value, audience).moment;
                if let Some(why) = refused(section.value, audience, moment.value) {
                    findings.push(faults::override_refused(place, section.value, audience, why));
                    continue;
                }
                if opens(moment.value) > opens(was) && is_confidential(section.value) {
                    findings.push(faults::override_widens(
                        place,
                        (section.value, audience),
                        (was, moment.value),
                    ));
                }
                let cell = Cell {
                    moment: moment.value,
                    origin: Origin::Policy,
                };
                self.cells[section.value as usize][audience as usize] = cell;
            }
        }
    }

    /// When a section is shown to an audience.
    pub fn cell(&self, section: SectionKind, audience: AudienceKind) -> Cell {
        self.cells[section as usize][audience as usize]
    }
}

/// Sections of which a policy must not widen the readers unnoticed.
fn is_confidential(section: SectionKind) -> bool {
    matches!(
        section,
        SectionKind::Pay
            | SectionKind::ImprovementPlan
            | SectionKind::ImprovementRecord
            | SectionKind::Calibration
            | SectionKind::NamedFeedback
            | SectionKind::RecommendedRating
    )
}

/// How much a moment opens: a later moment opens less.
fn opens(moment: Moment) -> u8 {
    match moment {
        Moment::Never => 0,
        Moment::InAggregates | Moment::Totals => 1,
        Moment::OwnScope => 2,
        Moment::FromReleaseAndMinimum => 3,
        Moment::FromRelease => 4,
        Moment::OnceShared => 5,
        Moment::OnceCalibrated => 6,
        Moment::OnceSubmitted => 7,
        Moment::FromGoalsLocked => 8,
        Moment::Always => 9,
    }
}

/// Why an override may not be, whatever the policy says.
fn refused(section: SectionKind, audience: AudienceKind, moment: Moment) -> Option<&'static str> {
    use SectionKind as S;
    let never_in_committee = matches!(
        section,
        S::Pay | S::DevelopmentPlan | S::ImprovementPlan | S::ImprovementRecord
    );
    if never_in_committee && audience == AudienceKind::Committee && moment != Moment::Never {
        return Some("a calibration never speaks of pay, plans or leave");
    }
    let fits = match section {
        S::Demographics => matches!(moment, Moment::Never | Moment::InAggregates),
        S::Distribution => matches!(
            moment,
            Moment::Never | Moment::OwnScope | Moment::Always | Moment::Totals
        ),
        S::Success | S::Surveys => matches!(moment, Moment::Never | Moment::Totals | Moment::Always),
        S::SelfAssessment => !matches!(moment, Moment::OnceShared) && is_of_a_record(moment),
        S::ManagerAssessment | S::Evidence | S::RecommendedRating => is_of_a_record(moment),
        S::AnonymousFeedback => is_of_a_record(moment) || moment == Moment::FromReleaseAndMinimum,
        _ => is_of_a_record(moment) && !matches!(moment, Moment::OnceSubmitted | Moment::OnceShared),
    };
    if !fits {
        return Some("this moment does not fit the section");
    }
    let to_the_person = audience == AudienceKind::Person && section == S::AnonymousFeedback;
    if to_the_person && !matches!(moment, Moment::Never | Moment::FromReleaseAndMinimum) {
        return Some("below the minimum, or before release, the person could tell who wrote a feedback");
    }
    (audience == AudienceKind::Company && is_confidential(section) && moment != Moment::Never)
        .then_some("no section of this kind is for everyone in the company")
}

fn is_of_a_record(moment: Moment) -> bool {
    !matches!(
        moment,
        Moment::InAggregates | Moment::OwnScope | Moment::Totals | Moment::FromReleaseAndMinimum
    )
}
