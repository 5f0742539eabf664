//! The registry of record types: which parser reads which place. A new type is one line in each list.

use std::sync::Arc;

use super::Document;
use super::calibration::CalibrationRecord;
use super::check_in::CheckInRecord;
use super::cycle::CycleRecord;
use super::development_plan::DevelopmentPlanRecord;
use super::feedback::FeedbackRecord;
use super::goals::GoalsRecord;
use super::improvement_plan::ImprovementPlanRecord;
use super::manager_assessment::ManagerAssessmentRecord;
use super::outcome::OutcomeRecord;
use super::page::PageRecord;
use super::people::PeopleRecord;
use super::place::{PacketPart, RecordPlace};
use super::policy::PolicyRecord;
use super::reader::{body, front_matter, parse_document, parse_table};
use super::self_assessment::SelfAssessmentRecord;
use super::surveys::SurveysRecord;
use super::teams::TeamsRecord;
use crate::diagnostics::Finding;
use crate::source::SourcePath;

/// Any record, in the type of its place.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Record {
    /// `policy.toml`
    Policy(Arc<PolicyRecord>),
    /// `teams.toml`
    Teams(Arc<TeamsRecord>),
    /// `people.toml` or one of `people/*.toml`
    People(Arc<PeopleRecord>),
    /// A free page
    Page(Arc<Document<PageRecord>>),
    /// `cycle.toml`
    Cycle(Arc<CycleRecord>),
    /// The goals of the company, of a team or of a person
    Goals(Arc<GoalsRecord>),
    /// A calibration session
    Calibration(Arc<CalibrationRecord>),
    /// `surveys.toml`
    Surveys(Arc<SurveysRecord>),
    /// `check-in.md`
    CheckIn(Arc<Document<CheckInRecord>>),
    /// `self-assessment.md`
    SelfAssessment(Arc<Document<SelfAssessmentRecord>>),
    /// `manager-assessment.md`
    ManagerAssessment(Arc<Document<ManagerAssessmentRecord>>),
    /// A peer feedback
    Feedback(Arc<Document<FeedbackRecord>>),
    /// `outcome.toml`
    Outcome(Arc<OutcomeRecord>),
    /// `development-plan.md`
    DevelopmentPlan(Arc<Document<DevelopmentPlanRecord>>),
    /// `improvement-plan.md`
    ImprovementPlan(Arc<Document<ImprovementPlanRecord>>),
}

/// A record of any type and the file that it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct AnyFiled {
    /// The file, relative to the site's root.
    pub file: SourcePath,
    /// What it says.
    pub record: Record,
}

/// A record with its place, or only the place where it could not be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// What the file is, by its place.
    pub place: RecordPlace,
    /// What it says, where it could be read.
    pub record: Option<AnyFiled>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// Reads one record's text.
#[must_use]
pub fn parse(place: &RecordPlace, file: &SourcePath, text: &str) -> Parsed {
    let (record, findings) = read(place, file, text);
    let record = record.map(|record| AnyFiled {
        file: file.clone(),
        record,
    });
    Parsed {
        place: place.clone(),
        record,
        findings,
    }
}

fn read(place: &RecordPlace, file: &SourcePath, text: &str) -> (Option<Record>, Vec<Finding>) {
    fn table<T: super::FromTable>(
        file: &SourcePath,
        text: &str,
        wrap: fn(Arc<T>) -> Record,
    ) -> (Option<Record>, Vec<Finding>) {
        let (record, findings) = parse_table(file, text);
        (record.map(|record| wrap(Arc::new(record))), findings)
    }
    fn document<F: super::FromTable>(
        file: &SourcePath,
        text: &str,
        wrap: fn(Arc<Document<F>>) -> Record,
    ) -> (Option<Record>, Vec<Finding>) {
        let (record, findings) = parse_document(file, text);
        (record.map(|record| wrap(Arc::new(record))), findings)
    }
    match place {
        RecordPlace::Policy => table(file, text, Record::Policy),
        RecordPlace::Teams => table(file, text, Record::Teams),
        RecordPlace::People => table(file, text, Record::People),
        RecordPlace::Page(_) => page(file, text),
        RecordPlace::Cycle(_) => table(file, text, Record::Cycle),
        RecordPlace::CompanyGoals(_) | RecordPlace::TeamGoals(..) => table(file, text, Record::Goals),
        RecordPlace::Calibration(..) => table(file, text, Record::Calibration),
        RecordPlace::Surveys(_) => table(file, text, Record::Surveys),
        RecordPlace::Packet(_, _, part) => match part {
            PacketPart::Goals => table(file, text, Record::Goals),
            PacketPart::CheckIn => document(file, text, Record::CheckIn),
            PacketPart::SelfAssessment => document(file, text, Record::SelfAssessment),
            PacketPart::ManagerAssessment => document(file, text, Record::ManagerAssessment),
            PacketPart::Feedback(_) => document(file, text, Record::Feedback),
            PacketPart::Outcome => table(file, text, Record::Outcome),
            PacketPart::DevelopmentPlan => document(file, text, Record::DevelopmentPlan),
            PacketPart::ImprovementPlan => document(file, text, Record::ImprovementPlan),
        },
    }
}

/// A free page needs no front matter: a page without one is its text alone.
fn page(file: &SourcePath, text: &str) -> (Option<Record>, Vec<Finding>) {
    let opens = text.trim_start_matches('\u{feff}').starts_with("+++");
    if opens || front_matter(text).is_ok() {
        let (record, findings) = parse_document(file, text);
        return (record.map(|record| Record::Page(Arc::new(record))), findings);
    }
    let front = PageRecord {
        title: None,
        order: None,
        at: crate::source::Span::default(),
    };
    let mark = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    (
        Some(Record::Page(Arc::new(Document {
            front,
            body: body(&text[mark..], mark),
        }))),
        Vec::new(),
    )
}
