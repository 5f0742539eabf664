//! Records that contradict themselves or each other.

use super::{CYCLE, EXTRA, GOALS, KAI, MANAGER, PLATFORM, SELF, TEAMS};
use crate::diagnostics::{Finding, Place, Rule, rule};
use crate::records::Money;

/// All rules of this file, for the registry.
pub const CONTRADICTIONS: &[&Rule] = &[
    &TWO_COMPANIES,
    &TWO_ROLES_ON_A_DAY,
    &PERSON_WITHOUT_ROLE,
    &LEFT_BEFORE_HIRED,
    &ROLE_BEFORE_HIRE,
    &PREVIOUS_NOT_BEFORE,
    &ENDS_BEFORE_IT_STARTS,
    &DEADLINES_OUT_OF_ORDER,
    &RECORDS_OUTSIDE_EMPLOYMENT,
    &FEEDBACK_ON_ONESELF,
    &RESULT_TWICE,
    &RATED_AND_NOT,
    &RANGE_BACKWARDS,
    &PAY_DOES_NOT_ADD_UP,
    &DECIDED_TWICE,
    &WEEK_AND_DUE,
    &NEGATIVE_WEIGHT,
];

const POLICY: &str = "content/policy.toml";
const SESSION: &str = "content/cycles/2026-q3/calibration/engineering.toml";
const SECOND_SESSION: &str = "content/cycles/2026-q3/calibration/platform.toml";
const OUTCOME: &str = "content/cycles/2026-q3/people/robin-diaz/outcome.toml";

rule! {
    /// More than one company.
    TWO_COMPANIES, "two-companies", Error, "more than one unit is the company",
    "One unit at most is of the kind `company`, at the top of the tree; it may be left out. Make the other a department or a team.",
    wrong: &[(TEAMS, "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\nkind = \"company\"\n\n[[team]]\nid = \"platform\"\nname = \"Platform\"\nkind = \"company\"\n")],
    right: &[(TEAMS, "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\nkind = \"company\"\n\n[[team]]\nid = \"platform\"\nname = \"Platform\"\nparent = \"engineering\"\n")];
}
rule! {
    /// Two roles from one day on.
    TWO_ROLES_ON_A_DAY, "two-roles-on-a-day", Error, "two roles of a person begin on the same day",
    "The role in force is the last that began, so two cannot begin on one day. Correct one of the dates, or delete the role that never was.",
    wrong: &[(EXTRA, person!("kai-berg", "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Senior Engineer\"\nlevel = \"IC4\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n"))],
    right: KAI;
}
rule! {
    /// A person without any role.
    PERSON_WITHOUT_ROLE, "person-without-role", Error, "a person has no role",
    "Without a role a person has no unit, no manager and no level, and would be in no list. Add a `[[person.role]]` with the day on which it began.",
    wrong: &[(EXTRA, person!("kai-berg", ""))],
    right: KAI;
}
rule! {
    /// A last day before the first.
    LEFT_BEFORE_HIRED, "left-before-hired", Error, "a person left before they were hired",
    "`hired` is the first day of employment and `left` the last. Correct one of them.",
    wrong: &[(EXTRA, person!("kai-berg", "left = 2023-02-01\n\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n"))],
    right: KAI;
}
rule! {
    /// A role before the hire.
    ROLE_BEFORE_HIRE, "role-before-hire", Warning, "a role begins before the person was hired",
    "The first role begins on the first day of employment. Correct one of the two dates.",
    wrong: &[(EXTRA, person!("kai-berg", "\n[[person.role]]\nfrom = 2023-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n"))],
    right: KAI;
}
rule! {
    /// A previous cycle that is not over.
    PREVIOUS_NOT_BEFORE, "previous-not-before", Error, "the previous cycle does not end before this one begins",
    "History and rating movement follow `previous`, which must be over when the next cycle begins. Correct the dates, or name another cycle.",
    wrong: &[("content/cycles/2026-q2/cycle.toml", concat!("title = \"Q2 2026\"\nstart = 2026-04-01\nend = 2026-07-31\n", "[deadlines]\ngoals_locked = 2026-04-28\ncheck_in = [2026-05-11, 2026-05-22]\nself_assessment = 2026-07-06\npeer_feedback = 2026-07-08\nmanager_assessment = 2026-07-13\ncalibration = 2026-07-20\nrelease = 2026-07-27\n")),
        (CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\nprevious = \"2026-q2\"\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))],
    right: &[("content/cycles/2026-q2/cycle.toml", concat!("title = \"Q2 2026\"\nstart = 2026-04-01\nend = 2026-06-30\n", "[deadlines]\ngoals_locked = 2026-04-28\ncheck_in = [2026-05-11, 2026-05-22]\nself_assessment = 2026-07-06\npeer_feedback = 2026-07-08\nmanager_assessment = 2026-07-13\ncalibration = 2026-07-20\nrelease = 2026-07-27\n")),
        (CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\nprevious = \"2026-q2\"\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))];
}
rule! {
    /// A cycle that ends before it starts.
    ENDS_BEFORE_IT_STARTS, "ends-before-it-starts", Error, "a cycle ends before it starts",
    "`start` is the first day of a cycle and `end` the last. Correct one of them.",
    wrong: &[(CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-09-30\nend = 2026-07-01\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))],
    right: &[(CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))];
}
rule! {
    /// Deadlines that cannot be kept in this order.
    DEADLINES_OUT_OF_ORDER, "deadlines-out-of-order", Warning, "a deadline lies before one that it rests on",
    "Goals are locked before the check-ins, assessments come before calibration, and release after it. The phase of the cycle follows from these \
     dates, so a wrong one shows a wrong phase. Correct one of the two.",
    wrong: &[(CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-16\n"))],
    right: &[(CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))];
}
rule! {
    /// Records of somebody who was not there.
    RECORDS_OUTSIDE_EMPLOYMENT, "records-outside-employment", Error, "there are records of a person for a cycle in which they were not employed",
    "The roster says that the person was hired after the cycle ended or left before it began. Correct the dates in the roster, or move the records \
     to the right cycle or person.",
    wrong: &[(EXTRA, person!("kai-berg", "left = 2024-12-31\n\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n")),
        ("content/cycles/2026-q3/people/kai-berg/self-assessment.md", "+++\nsubmitted = 2026-10-02\n+++\n")],
    right: &[(EXTRA, person!("kai-berg", "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n")),
        ("content/cycles/2026-q3/people/kai-berg/self-assessment.md", "+++\nsubmitted = 2026-10-02\n+++\n")];
}
rule! {
    /// Feedback on oneself.
    FEEDBACK_ON_ONESELF, "feedback-on-oneself", Warning, "a person gives peer feedback on themselves",
    "Peer feedback comes from somebody else: the file's name is the author's id, and the folder's name is the person reviewed. Most often the two were \
     mixed up. What a person says of themselves belongs in `self-assessment.md`.",
    wrong: &[("content/cycles/2026-q3/people/robin-diaz/feedback/robin-diaz.md", "+++\nrelationship = \"peer\"\nsubmitted = 2026-10-06\n+++\n")],
    right: &[("content/cycles/2026-q3/people/robin-diaz/feedback/alex-kim.md", "+++\nrelationship = \"manager\"\nsubmitted = 2026-10-06\n+++\n")];
}
rule! {
    /// Two results of one key result.
    RESULT_TWICE, "result-twice", Error, "a self-assessment gives two results for one key result",
    "Each key result ends once. Delete one of the two, or correct its address.",
    wrong: &[(GOALS, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime\"\n"),
        (SELF, "+++\nsubmitted = 2026-10-02\n\n[[result]]\nkey_result = \"steady/uptime\"\nresult = \"met\"\n\n[[result]]\nkey_result = \"steady/uptime\"\nresult = \"missed\"\n+++\n")],
    right: &[(GOALS, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime\"\n"),
        (SELF, "+++\nsubmitted = 2026-10-02\n\n[[result]]\nkey_result = \"steady/uptime\"\nresult = \"met\"\n+++\n")];
}
rule! {
    /// A rating and a reason for none.
    RATED_AND_NOT, "rated-and-not-rated", Error, "an assessment gives a rating and a reason for none",
    "`rating` recommends a rating and `not_rated` says why there is none; only one of them can be true. Delete the other.",
    wrong: &[(MANAGER, "+++\nauthor = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\nnot_rated = \"too new\"\n+++\n\n## Strengths\n\n## Development areas\n")],
    right: &[(MANAGER, "+++\nauthor = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n+++\n\n## Strengths\n\n## Development areas\n")];
}
rule! {
    /// A range that goes down.
    RANGE_BACKWARDS, "range-backwards", Error, "a range does not go from low to high",
    "A range is written [low, high]. Exchange the two numbers, or correct one of them.",
    wrong: &[(POLICY, "[[rating]]\nvalue = 3\nlabel = \"Meets\"\nguideline = [100, 0]\nmerit = [0, 5]\nplan = \"none\"\n")],
    right: &[(POLICY, "[[rating]]\nvalue = 3\nlabel = \"Meets\"\nguideline = [0, 100]\nmerit = [0, 5]\nplan = \"none\"\n")];
}
rule! {
    /// Pay that does not follow from the percentage.
    PAY_DOES_NOT_ADD_UP, "pay-does-not-add-up", Error, "pay after the increase does not follow from pay before it",
    "`base_after` must be `base_before` plus `merit_percent`, rounded to the nearest `rounded_to` (1 if it is not given; a half rounds up). So 182000 at 7.0 is \
     194740, and 195000 with `rounded_to = 1000`. Correct whichever of the figures is wrong. A promotion's raise belongs in the percentage, with an `exception`.",
    wrong: &[(OUTCOME, "[pay]\nbase_before = 182000\nmerit_percent = 7.0\nbase_after = 196000\nrounded_to = 1000\n")],
    right: &[(OUTCOME, "[pay]\nbase_before = 182000\nmerit_percent = 7.0\nbase_after = 195000\nrounded_to = 1000\n")];
}
rule! {
    /// Two decisions about one person.
    DECIDED_TWICE, "decided-twice", Error, "two calibration decisions of a cycle are about the same person",
    "A person has one final rating in a cycle. Keep the decision that stands and delete the other; if a later session corrected an earlier one, the earlier \
     session's talking points can say so.",
    wrong: &[(SESSION, "title = \"Engineering\"\ndate = 2026-10-16\nheld = true\nteams = [\"engineering\"]\n\n[[decision]]\nperson = \"robin-diaz\"\nfinal = 3\n"),
        (SECOND_SESSION, "title = \"Platform\"\ndate = 2026-10-15\nheld = true\nteams = [\"platform\"]\n\n[[decision]]\nperson = \"robin-diaz\"\nfinal = 4\n")],
    right: &[(SESSION, "title = \"Engineering\"\ndate = 2026-10-16\nheld = true\nteams = [\"engineering\"]\n\n[[decision]]\nperson = \"robin-diaz\"\nfinal = 3\n")];
}
rule! {
    /// A week and a date.
    WEEK_AND_DUE, "week-and-due", Error, "a key result is due in a week and on a day",
    "`week` counts the weeks of the cycle and `due` names a day; two dates could disagree. Keep one of them.",
    wrong: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime\"\nweek = 2\ndue = 2026-07-14\n")],
    right: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime\"\nweek = 2\n")];
}
rule! {
    /// A weight below nothing.
    NEGATIVE_WEIGHT, "negative-weight", Error, "a weight is negative",
    "A weight says how much a key result counts beside the others of its objective: 2 counts twice as much as 1, and 0 not at all. It cannot be below 0.",
    wrong: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime\"\nweight = -1\n")],
    right: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime\"\nweight = 1\n")];
}

pub(in crate::model) fn two_companies(place: Place, other: Place) -> Finding {
    Finding::new(&TWO_COMPANIES, place, "a second unit is of the kind `company`")
        .help("Make one of the two a department.")
        .note(other, "the first one")
}

pub(in crate::model) fn two_roles_on_a_day(place: Place, other: Place) -> Finding {
    Finding::new(
        &TWO_ROLES_ON_A_DAY,
        place,
        "two roles of this person begin on the same day",
    )
    .help("Correct one of the dates, or delete one of the roles.")
    .note(other, "the other role")
}

pub(in crate::model) fn person_without_role(place: Place) -> Finding {
    Finding::new(&PERSON_WITHOUT_ROLE, place, "this person has no role").help("Add a [[person.role]] below it.")
}

pub(in crate::model) fn left_before_hired(place: Place, hired: Place) -> Finding {
    Finding::new(
        &LEFT_BEFORE_HIRED,
        place,
        "the last day of employment lies before the first",
    )
    .help("Correct one of the two dates.")
    .note(hired, "the first day")
}

pub(in crate::model) fn role_before_hire(place: Place, hired: Place) -> Finding {
    Finding::new(&ROLE_BEFORE_HIRE, place, "this role begins before the person was hired")
        .help("Correct one of the two dates.")
        .note(hired, "the first day of employment")
}

pub(in crate::model) fn previous_not_before(place: Place, end: Place) -> Finding {
    Finding::new(
        &PREVIOUS_NOT_BEFORE,
        place,
        "the previous cycle is not over when this one begins",
    )
    .help("Correct the dates, or name another cycle.")
    .note(end, "it ends here")
}

pub(in crate::model) fn ends_before_it_starts(end: Place, start: Place) -> Finding {
    Finding::new(&ENDS_BEFORE_IT_STARTS, end, "this cycle ends before it starts")
        .help("Correct one of the two dates.")
        .note(start, "it starts here")
}

pub(in crate::model) fn dates_out_of_order(place: Place, field: &str, other: Place, before: &str) -> Finding {
    Finding::new(
        &DEADLINES_OUT_OF_ORDER,
        place,
        format!("`{field}` lies before `{before}`"),
    )
    .help("Correct one of the two dates.")
    .note(other, format!("`{before}`"))
}

pub(in crate::model) fn records_outside_employment(place: Place, roster: Place) -> Finding {
    Finding::new(
        &RECORDS_OUTSIDE_EMPLOYMENT,
        place,
        "this person was not employed in this cycle",
    )
    .help("Correct `hired` or `left` in the roster, or move the records.")
    .note(roster, "the person in the roster")
}

pub(in crate::model) fn feedback_on_oneself(place: Place) -> Finding {
    Finding::new(
        &FEEDBACK_ON_ONESELF,
        place,
        "the author of this peer feedback is the person reviewed",
    )
    .help("Rename the file to its author's id, or move the text to self-assessment.md.")
}

pub(in crate::model) fn result_twice(place: Place) -> Finding {
    Finding::new(&RESULT_TWICE, place, "this key result has a result above already").help("Delete one of the two.")
}

pub(in crate::model) fn rated_and_not(place: Place, rating: Place) -> Finding {
    Finding::new(
        &RATED_AND_NOT,
        place,
        "`not_rated` says why there is no rating, and there is one",
    )
    .help("Delete one of the two.")
    .note(rating, "the rating")
}

pub(in crate::model) fn range_backwards(place: Place) -> Finding {
    Finding::new(
        &RANGE_BACKWARDS,
        place,
        "a range is written [low, high], and here the first is not the lower one",
    )
    .help("Exchange the two numbers.")
}

pub(in crate::model) fn rounded_to_nothing(place: Place) -> Finding {
    Finding::new(&PAY_DOES_NOT_ADD_UP, place, "nothing can be rounded to the nearest 0")
        .help("Write the amount to which pay is rounded, such as 1000, or delete the line.")
}

pub(in crate::model) fn pay_does_not_add_up(place: Place, merit: Place, expected: Money) -> Finding {
    Finding::new(
        &PAY_DOES_NOT_ADD_UP,
        place,
        "`base_after` does not follow from `base_before` and `merit_percent`",
    )
    .help("Correct whichever of the three is wrong, or say in `rounded_to` how pay is rounded.")
    .detail(format!("`base_before` and `merit_percent` make {}", expected.0))
    .note(merit, "the percentage")
}

pub(in crate::model) fn decided_twice(place: Place, other: Place) -> Finding {
    Finding::new(
        &DECIDED_TWICE,
        place,
        "there is another decision about this person in this cycle",
    )
    .help("Keep the one that stands.")
    .note(other, "the other decision")
}

pub(in crate::model) fn week_and_due(place: Place, week: Place) -> Finding {
    Finding::new(&WEEK_AND_DUE, place, "this key result has a `week` and a `due`")
        .help("Keep one of the two.")
        .note(week, "the week")
}

pub(in crate::model) fn negative_weight(place: Place) -> Finding {
    Finding::new(&NEGATIVE_WEIGHT, place, "a weight cannot be below 0").help("Write 0 or more; 1 is the usual weight.")
}
