//! The faults between records: references that lead nowhere, loops and contradictions, each a rule with a message.

use std::collections::HashMap;

use crate::diagnostics::{Example, Finding, Place, Rule, rule};
use crate::records::Money;
use crate::records::address::{GoalAddress, KeyResultAddress};
use crate::records::faults::{listed, nearest, quoted};
use crate::records::id::{CycleId, PersonId, TeamId};

/// All rules of this file, for the registry.
pub const RULES: &[&Rule] = &[
    &UNKNOWN_PERSON,
    &UNKNOWN_TEAM,
    &UNKNOWN_CYCLE,
    &UNKNOWN_GOAL,
    &UNKNOWN_KEY_RESULT,
    &UNKNOWN_RESULT,
    &RATING_NOT_ON_SCALE,
    &DUPLICATE_ID,
    &MANAGER_LOOP,
    &TEAM_LOOP,
    &CYCLE_LOOP,
    &GOAL_LOOP,
    &TWO_COMPANIES,
    &TWO_ROLES_ON_A_DAY,
    &PERSON_WITHOUT_ROLE,
    &LEFT_BEFORE_HIRED,
    &ROLE_BEFORE_HIRE,
    &PREVIOUS_NOT_BEFORE,
    &ENDS_BEFORE_IT_STARTS,
    &DEADLINES_OUT_OF_ORDER,
    &CYCLE_WITHOUT_FILE,
    &RECORDS_OUTSIDE_EMPLOYMENT,
    &FEEDBACK_ON_ONESELF,
    &RESULT_TWICE,
    &RATED_AND_NOT,
    &RANGE_BACKWARDS,
    &PAY_DOES_NOT_ADD_UP,
    &DECIDED_TWICE,
    &WEEK_AND_DUE,
    &NEGATIVE_WEIGHT,
    &SUPPORTS_NOT_ABOVE,
];

const TEAMS: &str = "content/teams.toml";
const POLICY: &str = "content/policy.toml";
const CYCLE: &str = "content/cycles/2026-q3/cycle.toml";
const PLATFORM: &str = "content/cycles/2026-q3/goals/platform.toml";
const SESSION: &str = "content/cycles/2026-q3/calibration/engineering.toml";
const SECOND_SESSION: &str = "content/cycles/2026-q3/calibration/platform.toml";
const OUTCOME: &str = "content/cycles/2026-q3/people/robin-diaz/outcome.toml";
const GOALS: &str = "content/cycles/2026-q3/people/robin-diaz/goals.toml";
const SELF: &str = "content/cycles/2026-q3/people/robin-diaz/self-assessment.md";
const MANAGER: &str = "content/cycles/2026-q3/people/robin-diaz/manager-assessment.md";
const EXTRA: &str = "content/people/more.toml";

macro_rules! person {
    ($id:literal, $rest:literal) => {
        concat!(
            "[[person]]\nid = \"",
            $id,
            "\"\nname = \"Kai Berg\"\nhired = 2024-02-01\n",
            $rest
        )
    };
}

const KAI: Example = &[(
    EXTRA,
    person!(
        "kai-berg",
        "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n"
    ),
)];

rule! {
    /// A person whom the roster does not have.
    UNKNOWN_PERSON, "unknown-person", Error, "a record names a person whom the roster does not have",
    "Records name people by the id that `people.toml` gives them. Correct the id, or add the person to the roster. People who left stay in the \
     roster with their last day, so that old cycles still know them.",
    wrong: &[(EXTRA, person!("kai-berg", "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kimm\"\n"))],
    right: KAI;
}
rule! {
    /// A unit that there is not.
    UNKNOWN_TEAM, "unknown-team", Error, "a record names a unit that `teams.toml` does not have",
    "Roles, goals and calibration sessions name units by the id that `teams.toml` gives them. Correct the id, or add the unit.",
    wrong: &[(EXTRA, person!("kai-berg", "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platfrom\"\nmanager = \"alex-kim\"\n"))],
    right: KAI;
}
rule! {
    /// A cycle that there is not.
    UNKNOWN_CYCLE, "unknown-cycle", Error, "a cycle names another that there is not",
    "`previous` is the name of the folder of the cycle before this one. Correct it, or delete the line where there is none before.",
    wrong: &[(CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\nprevious = \"2026-q1\"\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))],
    right: &[(CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))];
}
rule! {
    /// A goal that there is not.
    UNKNOWN_GOAL, "unknown-goal", Error, "an objective supports a goal that there is not",
    "`supports` names goals of the same cycle by their address: `<owner>/<objective>` or `<owner>/<objective>/<key-result>`. Correct the \
     address, or add the goal to its owner's file.",
    wrong: &[(GOALS, "[[objective]]\nid = \"ledger\"\ntitle = \"Bring every loan into one ledger\"\nsupports = [\"platform/no-such-goal\"]\n")],
    right: &[(GOALS, "[[objective]]\nid = \"ledger\"\ntitle = \"Bring every loan into one ledger\"\nsupports = [\"platform/steady\"]\n")];
}
rule! {
    /// A key result that a person does not have.
    UNKNOWN_KEY_RESULT, "unknown-key-result", Error, "a record refers to a key result that the person's goals do not have",
    "Check-ins, assessments and evidence name key results of the person's own goals: `<objective>/<key-result>`. Correct the address, or add the \
     key result to the person's `goals.toml`.",
    wrong: &[(SELF, "+++\nsubmitted = 2026-10-02\n\n[[result]]\nkey_result = \"no-such/thing\"\nresult = \"met\"\n+++\n")],
    right: &[(SELF, "+++\nsubmitted = 2026-10-02\n+++\n")];
}
rule! {
    /// A result that the policy does not have.
    UNKNOWN_RESULT, "unknown-result", Error, "a result is not one of the policy's",
    "How a key result ended is said with an id of `[[result]]` in `policy.toml`. Choose one of those.",
    wrong: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime\"\nresult = \"mett\"\n")],
    right: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime\"\nresult = \"met\"\n")];
}
rule! {
    /// A rating that the scale does not have.
    RATING_NOT_ON_SCALE, "rating-not-on-scale", Error, "a rating is not on the scale",
    "Ratings are the values of `[[rating]]` in `policy.toml`; there is nothing between them. Choose one of those.",
    wrong: &[(MANAGER, "+++\nauthor = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 6\n+++\n\n## Strengths\n\n## Development areas\n")],
    right: &[(MANAGER, "+++\nauthor = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n+++\n\n## Strengths\n\n## Development areas\n")];
}
rule! {
    /// Two things with one id.
    DUPLICATE_ID, "duplicate-id", Error, "two things have the same id",
    "An id names one person, unit, objective, key result, rating or result; with two of them no reference could be understood. Give one of \
     them another id, or delete it if it was written twice. The message shows where the first one stands.",
    wrong: &[(EXTRA, person!("robin-diaz", "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n"))],
    right: KAI;
}
rule! {
    /// People who manage each other.
    MANAGER_LOOP, "manager-loop", Error, "people manage each other in a circle",
    "On some day each of these people reports to the next, and the last to the first, so nobody is above them. Correct the `manager` of one of \
     the roles that the message names; the head of the company has none.",
    wrong: &[(EXTRA, person!("kai-berg", "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"kai-berg\"\n"))],
    right: KAI;
}
rule! {
    /// Units that lie in each other.
    TEAM_LOOP, "team-loop", Error, "units lie in each other in a circle",
    "Each unit's `parent` is the unit above it. Here the chain of parents comes back to where it began. Correct one `parent`, or delete it for \
     the unit at the top.",
    wrong: &[(TEAMS, "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\nparent = \"platform\"\n\n[[team]]\nid = \"platform\"\nname = \"Platform\"\nparent = \"engineering\"\n")],
    right: &[(TEAMS, "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\nkind = \"department\"\n\n[[team]]\nid = \"platform\"\nname = \"Platform\"\nparent = \"engineering\"\n")];
}
rule! {
    /// Cycles that come before each other.
    CYCLE_LOOP, "cycle-loop", Error, "cycles come before each other in a circle",
    "`previous` leads from each cycle to the one before it, so it can never come back. Correct one of them.",
    wrong: &[(CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\nprevious = \"2026-q3\"\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))],
    right: &[(CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))];
}
rule! {
    /// Goals that support each other.
    GOAL_LOOP, "goal-loop", Error, "goals support each other in a circle",
    "A goal supports goals of owners above, and those support goals further up; a circle would have no top. Delete one of the addresses in \
     `supports` that the message names.",
    wrong: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\nsupports = [\"platform/steady\"]\n")],
    right: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n")];
}
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
    /// Records of a cycle that nothing describes.
    CYCLE_WITHOUT_FILE, "cycle-without-file", Error, "a cycle's folder has records and no `cycle.toml`",
    "`cycle.toml` gives a cycle its name, its period and its deadlines; without it its records belong to no time. `preread new cycle` writes one. \
     If the folder's name is misspelt, rename it.",
    wrong: &[("content/cycles/2025-q4/surveys.toml", "[fairness]\ncounts = [0, 0, 1, 3, 1]\n")],
    right: &[("content/cycles/2026-q3/surveys.toml", "[fairness]\ncounts = [0, 0, 1, 3, 1]\n")];
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
rule! {
    /// A goal that supports one that is not above it.
    SUPPORTS_NOT_ABOVE, "supports-not-above", Warning, "an objective supports a goal whose owner is not above its own",
    "Goals support goals of the company, of a unit or of a manager above; sideways or downward the cascade would not add up. Name a goal above, or turn the \
     support around.",
    wrong: &[("content/cycles/2026-q3/goals/engineering.toml", "[[objective]]\nid = \"grow\"\ntitle = \"Grow\"\nsupports = [\"platform/steady\"]\n"),
        (PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n")],
    right: &[("content/cycles/2026-q3/goals/engineering.toml", "[[objective]]\nid = \"grow\"\ntitle = \"Grow\"\n"),
        (PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\nsupports = [\"engineering/grow\"]\n")];
}

/// Ids that were seen, to find those that stand twice.
#[derive(Debug, Default)]
pub(super) struct Seen(HashMap<String, Place>);

impl Seen {
    /// Remembers an id; the finding where it was seen before.
    pub(super) fn add(&mut self, id: &str, place: Place, what: &str) -> Option<Finding> {
        let other = self.before(id, &place)?;
        let finding = Finding::new(
            &DUPLICATE_ID,
            place,
            format!("another {what} has the id {}", quoted(id)),
        );
        Some(
            finding
                .help("Give one of them another id, or delete it.")
                .note(other, "the first one"),
        )
    }

    /// Remembers an id; where it was seen before.
    pub(super) fn before(&mut self, id: &str, place: &Place) -> Option<Place> {
        let other = self.0.get(id).cloned();
        if other.is_none() {
            self.0.insert(id.to_owned(), place.clone());
        }
        other
    }
}

fn unknown<'k>(
    rule: &'static Rule,
    place: Place,
    message: String,
    written: &str,
    known: impl Iterator<Item = &'k str>,
    otherwise: &str,
) -> Finding {
    let help = nearest(written, known).map_or_else(|| otherwise.to_owned(), |near| format!("Did you mean `{near}`?"));
    Finding::new(rule, place, message).help(help)
}

pub(super) fn unknown_person<'k>(
    place: Place,
    field: &str,
    id: &PersonId,
    known: impl Iterator<Item = &'k str>,
) -> Finding {
    let message = format!(
        "{} names `{id}`, and the roster has nobody with this id",
        as_field(field)
    );
    unknown(
        &UNKNOWN_PERSON,
        place,
        message,
        id.as_str(),
        known,
        "Correct the id, or add the person to people.toml.",
    )
}

pub(super) fn unknown_team<'k>(
    place: Place,
    field: &str,
    id: &TeamId,
    known: impl Iterator<Item = &'k str>,
) -> Finding {
    let message = format!(
        "{} names `{id}`, and teams.toml has no unit with this id",
        as_field(field)
    );
    unknown(
        &UNKNOWN_TEAM,
        place,
        message,
        id.as_str(),
        known,
        "Correct the id, or add the unit to teams.toml.",
    )
}

/// A field's name in code marks; a place that is described in words stays as it is.
fn as_field(field: &str) -> String {
    if field.contains(' ') {
        field.to_owned()
    } else {
        format!("`{field}`")
    }
}

pub(super) fn unknown_cycle<'k>(place: Place, id: &CycleId, known: impl Iterator<Item = &'k str>) -> Finding {
    let message = format!("`previous` names `{id}`, and there is no such cycle");
    unknown(
        &UNKNOWN_CYCLE,
        place,
        message,
        id.as_str(),
        known,
        "Correct it, or delete the line.",
    )
}

pub(super) fn unknown_goal(
    place: Place,
    address: &GoalAddress,
    owner_known: bool,
    has_goals: bool,
    near: Option<&str>,
) -> Finding {
    let owner = &address.owner;
    let why = if !owner_known {
        format!("`{owner}` is neither `company` nor a team nor a person")
    } else if !has_goals {
        format!("`{owner}` has no goals in this cycle")
    } else {
        format!("`{owner}` has no such goal in this cycle")
    };
    let finding = Finding::new(&UNKNOWN_GOAL, place, format!("`supports` names `{address}`, and {why}"));
    finding.help(near.map_or_else(
        || "Correct the address, or add the goal.".to_owned(),
        |near| format!("Did you mean `{near}`?"),
    ))
}

pub(super) fn unknown_key_result(place: Place, address: &KeyResultAddress, own: &[String]) -> Finding {
    let message = format!("`key_result` names `{address}`, and the person's goals have no such key result");
    let known = own.iter().map(String::as_str);
    unknown(
        &UNKNOWN_KEY_RESULT,
        place,
        message,
        &address.to_string(),
        known,
        "Correct it, or add the key result to goals.toml.",
    )
}

pub(super) fn unknown_result(place: Place, id: &str, known: &[&str]) -> Finding {
    let message = format!("{} is not a result of the policy", quoted(id));
    let otherwise = format!("The results are {}.", listed(known));
    unknown(&UNKNOWN_RESULT, place, message, id, known.iter().copied(), &otherwise)
}

pub(super) fn rating_not_on_scale(place: Place, field: &str, scale: &[String]) -> Finding {
    let scale: Vec<_> = scale.iter().map(String::as_str).collect();
    Finding::new(
        &RATING_NOT_ON_SCALE,
        place,
        format!("`{field}` is a rating that is not on the scale"),
    )
    .help(format!("The ratings are {}.", listed(&scale)))
}

fn in_a_circle(rule: &'static Rule, place: Place, what: &str, names: &[String], help: &str) -> Finding {
    let first = names.first().map_or("", String::as_str);
    let chain: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    Finding::new(rule, place, format!("{what}: {} → `{first}`", chain.join(" → "))).help(help)
}

pub(super) fn manager_loop(place: Place, names: &[String]) -> Finding {
    let help = "Correct the `manager` of one of these people's roles.";
    in_a_circle(
        &MANAGER_LOOP,
        place,
        "from this day on these people manage each other",
        names,
        help,
    )
}

pub(super) fn team_loop(place: Place, names: &[String]) -> Finding {
    in_a_circle(
        &TEAM_LOOP,
        place,
        "these units lie in each other",
        names,
        "Correct the `parent` of one of them.",
    )
}

pub(super) fn cycle_loop(place: Place, names: &[String]) -> Finding {
    in_a_circle(
        &CYCLE_LOOP,
        place,
        "these cycles come before each other",
        names,
        "Correct the `previous` of one of them.",
    )
}

pub(super) fn goal_loop(place: Place, names: &[String]) -> Finding {
    let help = "Delete one of these from the other's `supports`.";
    in_a_circle(&GOAL_LOOP, place, "these goals support each other", names, help)
}

pub(super) fn two_companies(place: Place, other: Place) -> Finding {
    Finding::new(&TWO_COMPANIES, place, "a second unit is of the kind `company`")
        .help("Make one of the two a department.")
        .note(other, "the first one")
}

pub(super) fn two_roles_on_a_day(place: Place, other: Place) -> Finding {
    Finding::new(
        &TWO_ROLES_ON_A_DAY,
        place,
        "two roles of this person begin on the same day",
    )
    .help("Correct one of the dates, or delete one of the roles.")
    .note(other, "the other role")
}

pub(super) fn person_without_role(place: Place) -> Finding {
    Finding::new(&PERSON_WITHOUT_ROLE, place, "this person has no role").help("Add a [[person.role]] below it.")
}

pub(super) fn left_before_hired(place: Place, hired: Place) -> Finding {
    Finding::new(
        &LEFT_BEFORE_HIRED,
        place,
        "the last day of employment lies before the first",
    )
    .help("Correct one of the two dates.")
    .note(hired, "the first day")
}

pub(super) fn role_before_hire(place: Place, hired: Place) -> Finding {
    Finding::new(&ROLE_BEFORE_HIRE, place, "this role begins before the person was hired")
        .help("Correct one of the two dates.")
        .note(hired, "the first day of employment")
}

pub(super) fn previous_not_before(place: Place, end: Place) -> Finding {
    Finding::new(
        &PREVIOUS_NOT_BEFORE,
        place,
        "the previous cycle is not over when this one begins",
    )
    .help("Correct the dates, or name another cycle.")
    .note(end, "it ends here")
}

pub(super) fn ends_before_it_starts(end: Place, start: Place) -> Finding {
    Finding::new(&ENDS_BEFORE_IT_STARTS, end, "this cycle ends before it starts")
        .help("Correct one of the two dates.")
        .note(start, "it starts here")
}

pub(super) fn dates_out_of_order(place: Place, field: &str, other: Place, before: &str) -> Finding {
    Finding::new(
        &DEADLINES_OUT_OF_ORDER,
        place,
        format!("`{field}` lies before `{before}`"),
    )
    .help("Correct one of the two dates.")
    .note(other, format!("`{before}`"))
}

pub(super) fn cycle_without_file(place: Place, id: &CycleId) -> Finding {
    Finding::new(
        &CYCLE_WITHOUT_FILE,
        place,
        format!("the cycle `{id}` has records and no cycle.toml"),
    )
    .help(format!("Run `preread new cycle {id}`, or rename the folder."))
}

pub(super) fn records_outside_employment(place: Place, roster: Place) -> Finding {
    Finding::new(
        &RECORDS_OUTSIDE_EMPLOYMENT,
        place,
        "this person was not employed in this cycle",
    )
    .help("Correct `hired` or `left` in the roster, or move the records.")
    .note(roster, "the person in the roster")
}

pub(super) fn feedback_on_oneself(place: Place) -> Finding {
    Finding::new(
        &FEEDBACK_ON_ONESELF,
        place,
        "the author of this peer feedback is the person reviewed",
    )
    .help("Rename the file to its author's id, or move the text to self-assessment.md.")
}

pub(super) fn result_twice(place: Place) -> Finding {
    Finding::new(&RESULT_TWICE, place, "this key result has a result above already").help("Delete one of the two.")
}

pub(super) fn rated_and_not(place: Place, rating: Place) -> Finding {
    Finding::new(
        &RATED_AND_NOT,
        place,
        "`not_rated` says why there is no rating, and there is one",
    )
    .help("Delete one of the two.")
    .note(rating, "the rating")
}

pub(super) fn range_backwards(place: Place) -> Finding {
    Finding::new(
        &RANGE_BACKWARDS,
        place,
        "a range is written [low, high], and here the first is not the lower one",
    )
    .help("Exchange the two numbers.")
}

pub(super) fn rounded_to_nothing(place: Place) -> Finding {
    Finding::new(&PAY_DOES_NOT_ADD_UP, place, "nothing can be rounded to the nearest 0")
        .help("Write the amount to which pay is rounded, such as 1000, or delete the line.")
}

pub(super) fn pay_does_not_add_up(place: Place, merit: Place, expected: Money) -> Finding {
    Finding::new(
        &PAY_DOES_NOT_ADD_UP,
        place,
        "`base_after` does not follow from `base_before` and `merit_percent`",
    )
    .help("Correct whichever of the three is wrong, or say in `rounded_to` how pay is rounded.")
    .detail(format!("`base_before` and `merit_percent` make {}", expected.0))
    .note(merit, "the percentage")
}

pub(super) fn decided_twice(place: Place, other: Place) -> Finding {
    Finding::new(
        &DECIDED_TWICE,
        place,
        "there is another decision about this person in this cycle",
    )
    .help("Keep the one that stands.")
    .note(other, "the other decision")
}

pub(super) fn week_and_due(place: Place, week: Place) -> Finding {
    Finding::new(&WEEK_AND_DUE, place, "this key result has a `week` and a `due`")
        .help("Keep one of the two.")
        .note(week, "the week")
}

pub(super) fn negative_weight(place: Place) -> Finding {
    Finding::new(&NEGATIVE_WEIGHT, place, "a weight cannot be below 0").help("Write 0 or more; 1 is the usual weight.")
}

pub(super) fn supports_not_above(place: Place) -> Finding {
    Finding::new(
        &SUPPORTS_NOT_ABOVE,
        place,
        "the owner of this goal is not above the owner of the objective",
    )
    .help("Name a goal of the company, of a unit above or of a manager above.")
}
