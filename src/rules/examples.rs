//! Pieces of the examples that rules give: the files of the smallest organisation that they are laid over, and what a record has besides.

pub(super) const CYCLE: &str = "content/cycles/2026-q3/cycle.toml";
pub(super) const POLICY: &str = "content/policy.toml";
pub(super) const MORE_PEOPLE: &str = "content/people/more.toml";
pub(super) const PLATFORM: &str = "content/cycles/2026-q3/goals/platform.toml";
pub(super) const SESSION: &str = "content/cycles/2026-q3/calibration/engineering.toml";
pub(super) const SURVEYS: &str = "content/cycles/2026-q3/surveys.toml";
pub(super) const GOALS: &str = "content/cycles/2026-q3/people/robin-diaz/goals.toml";
pub(super) const CHECK_IN: &str = "content/cycles/2026-q3/people/robin-diaz/check-in.md";
pub(super) const SELF: &str = "content/cycles/2026-q3/people/robin-diaz/self-assessment.md";
pub(super) const MANAGER: &str = "content/cycles/2026-q3/people/robin-diaz/manager-assessment.md";
pub(super) const FEEDBACK: &str = "content/cycles/2026-q3/people/robin-diaz/feedback/sam-lee.md";
pub(super) const OUTCOME: &str = "content/cycles/2026-q3/people/robin-diaz/outcome.toml";
pub(super) const DEVELOPMENT: &str = "content/cycles/2026-q3/people/robin-diaz/development-plan.md";
pub(super) const IMPROVEMENT: &str = "content/cycles/2026-q3/people/robin-diaz/improvement-plan.md";

/// A person who joins the smallest organisation, with fields of their own and one role.
macro_rules! kai {
    ($fields:literal, $role:literal) => {
        concat!(
            "[[person]]\nid = \"kai-berg\"\nname = \"Kai Berg\"\nhired = 2024-02-01\n",
            $fields,
            "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\n",
            $role
        )
    };
    () => {
        kai!("email = \"kai.berg@northwind.example\"\n", "manager = \"alex-kim\"\n")
    };
}

/// The cycle of the smallest organisation, with some lines of its own.
macro_rules! cycle {
    (period: $period:literal, goals: $goals:literal, release: $release:literal) => {
        concat!(
            "title = \"Q3 2026\"\n",
            $period,
            "\n[facilitation]\ncoordinator = \"noor-haddad\"\n\n[deadlines]\n",
            $goals,
            "self_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\n",
            "calibration = 2026-10-19\nrelease = 2026-10-26\n",
            $release
        )
    };
    (goals: $goals:literal) => {
        cycle!(period: "start = 2026-07-01\nend = 2026-09-30\n", goals: $goals, release: "\n[release]\napproved_by = \"alex-kim\"\napproved = 2026-10-23\n")
    };
    (release: $release:literal) => {
        cycle!(
            period: "start = 2026-07-01\nend = 2026-09-30\n",
            goals: "goals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\n",
            release: $release
        )
    };
}

/// Individual goals: an agreement, one delivery objective with three key results and one growth objective.
macro_rules! goals {
    (agreement: $agreement:literal, first: $first:literal, more: $more:literal, growth: $growth:literal) => {
        concat!(
            $agreement,
            "\n[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n",
            "[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime of the platform\"\n",
            $first,
            "\n[[objective.key_result]]\nid = \"alerts\"\ntitle = \"Alerts that wake nobody in vain\"\ntarget = \"Two a week at most\"\nweek = 12\n",
            $more,
            $growth
        )
    };
    (agreement: $agreement:literal) => {
        goals!(agreement: $agreement, first: "target = \"99.9 % in every month\"\nweek = 13\n",
            more: "\n[[objective.key_result]]\nid = \"restore\"\ntitle = \"Restore drill\"\ntarget = \"Held in all three regions\"\nweek = 10\n",
            growth: "\n[[objective]]\nid = \"lead\"\ntitle = \"Learn to lead\"\nkind = \"growth\"\n")
    };
    (first: $first:literal) => {
        goals!(agreement: "", first: $first,
            more: "\n[[objective.key_result]]\nid = \"restore\"\ntitle = \"Restore drill\"\ntarget = \"Held in all three regions\"\nweek = 10\n",
            growth: "\n[[objective]]\nid = \"lead\"\ntitle = \"Learn to lead\"\nkind = \"growth\"\n")
    };
    () => {
        goals!(agreement: "[agreement]\nemployee = 2026-07-17\nmanager = 2026-07-20\nalignment = true\nambition = true\nmeasurability = true\n")
    };
}

/// A check-in with some lines of its own.
macro_rules! check_in {
    ($front:literal) => {
        concat!(
            "+++\n",
            $front,
            "+++\n\n## What's going well?\n\nThe drill.\n\n## What's blocking progress?\n\nNothing.\n\n",
            "## Do any goals need to be adjusted?\n\nOne.\n\n## What support do you need?\n\nNone.\n"
        )
    };
}

/// A self-assessment with some lines of its own.
macro_rules! self_assessment {
    ($front:literal) => {
        concat!(
            "+++\n",
            $front,
            "+++\n\n## Key accomplishments\n\nThe drill.\n\n## Areas for growth\n\nDelegation.\n\n## Career aspirations\n\nTo lead.\n"
        )
    };
}

/// A manager assessment with some lines of its own.
macro_rules! assessment {
    ($front:literal) => {
        concat!(
            "+++\n",
            $front,
            "+++\n\n## Strengths\n\nCalm.\n\n## Development areas\n\nDelegation.\n"
        )
    };
}

/// A peer feedback with some lines and some text of its own.
macro_rules! feedback {
    ($front:literal, $well:literal) => {
        concat!(
            "+++\nrelationship = \"peer\"\n",
            $front,
            "+++\n\n## What does this person do well?\n\n",
            $well,
            "\n\n## What could this person improve?\n\nWrite more down.\n"
        )
    };
}

/// A plan with some lines of its own.
macro_rules! plan {
    ($front:literal) => {
        concat!(
            "+++\n",
            $front,
            "+++\n\n## Gap identified\n\nTwo handovers without notes.\n"
        )
    };
}

/// The session of the smallest organisation with some lines of its own.
macro_rules! session {
    ($rest:literal) => {
        concat!(
            "title = \"Engineering calibration\"\ndate = 2026-10-16\nheld = true\nfacilitator = \"noor-haddad\"\n",
            "participants = [\"alex-kim\", \"sam-lee\"]\nteams = [\"engineering\"]\n",
            $rest
        )
    };
}

pub(super) use {assessment, check_in, cycle, feedback, goals, kai, plan, self_assessment, session};
