//! The faults between records, each a rule with a message; and what the examples of several have in common.

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

mod contradictions;
mod references;

use crate::diagnostics::Example;

pub use contradictions::CONTRADICTIONS;
pub use references::REFERENCES;

pub(super) use contradictions::*;
pub(super) use references::*;

const TEAMS: &str = "content/teams.toml";
const CYCLE: &str = "content/cycles/2026-q3/cycle.toml";
const PLATFORM: &str = "content/cycles/2026-q3/goals/platform.toml";
const GOALS: &str = "content/cycles/2026-q3/people/robin-diaz/goals.toml";
const SELF: &str = "content/cycles/2026-q3/people/robin-diaz/self-assessment.md";
const MANAGER: &str = "content/cycles/2026-q3/people/robin-diaz/manager-assessment.md";
const EXTRA: &str = "content/people/more.toml";

const KAI: Example = &[(
    EXTRA,
    person!(
        "kai-berg",
        "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n"
    ),
)];
