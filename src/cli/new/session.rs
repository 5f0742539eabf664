//! A new calibration session: its units, and those who lead them.

use std::fmt::Write as _;

use clap::Args;

use super::{Desk, Draft, Failure, slug, toml_text, unknown};
use crate::model::{Cycle, Organisation, TeamIx};
use crate::records::id::{SessionId, TeamId};

/// A calibration session
#[derive(Debug, Args)]
pub struct NewCalibration {
    /// The name of its file, such as the id of the unit that it is about
    #[arg(value_parser = |text: &str| slug(text, SessionId::new))]
    id: SessionId,
    /// A unit in scope, with all below it; may be repeated [default: the unit of the session's name]
    #[arg(long = "team", value_name = "ID", value_parser = |text: &str| slug(text, TeamId::new))]
    teams: Vec<TeamId>,
}

impl NewCalibration {
    pub(super) fn draft(&self, desk: &Desk, cycle: &Cycle) -> Result<Draft, Failure> {
        let organisation = &desk.organisation;
        let named = TeamId::new(self.id.as_str()).filter(|_| self.teams.is_empty());
        let ids: Vec<_> = self.teams.iter().cloned().chain(named).collect();
        let found = ids.iter().map(|id| {
            let known = organisation.teams.iter().map(|team| team.id.as_str());
            organisation
                .find_team(id)
                .ok_or_else(|| unknown("team", id.as_str(), known))
        });
        let teams = found.collect::<Result<Vec<_>, _>>()?;
        let called: Vec<_> = teams.iter().map(|team| &*organisation.team(*team).name).collect();
        let mut text = format!(
            "#:schema ../../../../.preread/schema/calibration.json\ntitle = {}\ndate = {}\nheld = false\n",
            toml_text(&format!("{} calibration", called.join(", "))),
            cycle.deadlines.calibration
        );
        match cycle.facilitation.coordinator {
            Some(coordinator) => _ = writeln!(text, "facilitator = \"{}\"", organisation.person(coordinator).id),
            None => text.push_str("# facilitator = \"…\"\n"),
        }
        _ = writeln!(
            text,
            "participants = [{}]",
            quoted(leads(organisation, &teams).iter().map(String::as_str))
        );
        _ = writeln!(text, "teams = [{}]", quoted(ids.iter().map(TeamId::as_str)));
        text.push_str(
            "\n# [[decision]]               # one for each person discussed; the others keep the recommended rating\n",
        );
        text.push_str("# person = \"…\"\n# proposed = …\n# final = …\n# rationale = \"…\"\n");
        let path = format!("cycles/{}/calibration/{}.toml", cycle.id, self.id);
        Ok(Draft { path, content: text })
    }
}

/// Who leads the units and those below them, each once.
fn leads(organisation: &Organisation, scope: &[TeamIx]) -> Vec<String> {
    let within = organisation
        .teams()
        .filter(|(team, _)| scope.iter().any(|above| organisation.within(*team, *above)));
    let mut leads: Vec<_> = within.filter_map(|(_, team)| team.lead).collect();
    leads.sort_unstable();
    leads.dedup();
    leads
        .iter()
        .map(|lead| organisation.person(*lead).id.to_string())
        .collect()
}

fn quoted<'t>(ids: impl Iterator<Item = &'t str>) -> String {
    ids.map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ")
}
