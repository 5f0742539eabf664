//! `preread build`: reads everything and writes the site, whole or not at all.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::check::in_bytes;
use super::context::{day, find_root, world};
use super::printer::{frames, print};
use super::progress::Progress;
use super::rendering::{NotRendered, render};
use super::unchanged::{Choices, Inputs, Unchanged};
use super::{Exit, Failure};
use crate::diagnostics::{Report, brief, counted};
use crate::disclosure::{Audience, trees};
use crate::model::{Organisation, Settings};
use crate::records::Filed;
use crate::records::load::{content_folder, load_settings};
use crate::records::settings::SettingsRecord;
use crate::site::{self, AccessRules, AccessSession, Examined, Output, PowerCut, Session};
use crate::source::{Date, World};

const AFTER_HELP: &str = "\
Examples:
  preread build                             every tree, into the folder that preread.toml names
  preread build --output /srv/reviews       into another folder
  preread build --audience hr               one tree
  preread build --audience people/jane-doe  another one
  preread build --as-of 2026-08-31          as the records stood on that day

Beside the site's folder stands access/: who may read which tree, for nginx, Caddy and other servers.

Nothing is written while the records hold an error: the last good site stays as it is. A folder that holds something \
which preread did not write is never touched.";

/// Build the site
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Build {
    /// Write the site into this folder [default: output of preread.toml]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Build the site as it stood on this day [default: what preread.toml says, or today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
    /// Build this tree alone, such as hr or people/jane-doe
    #[arg(long, value_name = "TREE")]
    audience: Option<String>,
    /// Build nothing on warnings and process findings either
    #[arg(long)]
    strict: bool,
    /// Show the lines of the records where the output is no terminal
    #[arg(long)]
    frames: bool,
}

impl Build {
    pub(super) fn run(&self, root: Option<&Path>) -> Result<Exit, Failure> {
        let began = Instant::now();
        let root = find_root(root)?;
        let world = world(&root);
        let (settings, _) = load_settings(&world);
        let place = self.place(&root, settings.as_ref());
        let inputs = Inputs::look(&root, &content_folder(settings.as_ref()));
        let as_of = site::stands_on(self.as_of, settings.as_ref(), world.today());
        let unchanged = Unchanged::new(&root, &inputs, self.choices(as_of, &place));
        if let Some(said) = unchanged.said() {
            print(&format!(
                "nothing changed since the last build: {said}; looked in {:.2} s\n",
                began.elapsed().as_secs_f64()
            ))?;
            return Ok(Exit::Done);
        }
        let progress = Progress::begin("Building");
        let examined = site::examine(&world, self.as_of);
        let mut findings = examined.all_findings();
        if examined.is_broken() || (self.strict && !findings.is_empty()) {
            drop(progress);
            return self.nothing_written(&Report::new(findings, &world));
        }
        let audiences = self.audiences(&examined.organisation)?;
        let (session, access) = self.session(&root, &place, &examined)?;
        let rendered = match render(&world, &examined, &audiences, &session) {
            Ok(rendered) => rendered,
            Err(NotRendered::Failure(failure)) => return Err(failure),
            Err(NotRendered::Theme(faults)) => {
                drop(progress);
                findings.extend(faults);
                return self.nothing_written(&Report::new(findings, &world));
            }
        };
        findings.extend(rendered.findings());
        let report = Report::new(findings, &world);
        let tally = report.tally();
        if self.strict && tally.all() > 0 {
            drop(progress);
            return self.nothing_written(&report);
        }
        let written = session.finish()?;
        if let Some(access) = access {
            access.finish(&AccessRules::of(&examined.organisation))?;
        }
        drop(progress);
        print(&brief(&report, frames(self.frames)))?;
        let said = format!(
            "{}, {} in {}, {tally}",
            counted(examined.organisation.people.len(), "person", "people"),
            counted(rendered.pages, "page", "pages"),
            counted(rendered.trees, "tree", "trees"),
        );
        unchanged.remember(&said);
        print(&format!(
            "{said}, {} in {:.2} s\n",
            in_bytes(written.bytes),
            began.elapsed().as_secs_f64(),
        ))?;
        Ok(Exit::Done)
    }

    fn nothing_written(&self, report: &Report) -> Result<Exit, Failure> {
        print(&brief(report, frames(self.frames)))?;
        print(&format!("{}: nothing was written\n", report.tally()))?;
        Ok(Exit::Findings)
    }

    fn audiences(&self, organisation: &Organisation) -> Result<Vec<Audience>, Failure> {
        let Some(tree) = &self.audience else {
            return Ok(trees(organisation));
        };
        Audience::find(organisation, tree)
            .map(|audience| vec![audience])
            .ok_or_else(|| {
                Failure::usage(format!("there is no tree `{tree}`"))
                    .help("Trees are company, hr, people/<person>, managers/<person> and committee/<cycle>/<session>.")
            })
    }

    /// The folder that is written.
    fn place(&self, root: &Path, settings: Option<&Filed<SettingsRecord>>) -> PathBuf {
        let written = || root.join(&*Settings::new(settings).output);
        self.output.clone().unwrap_or_else(written)
    }

    fn choices<'c>(&'c self, as_of: Date, place: &'c Path) -> Choices<'c> {
        Choices {
            place,
            audience: self.audience.as_deref(),
            as_of,
            strict: self.strict,
        }
    }

    /// A build that is not in place until it is finished, and the rules for web servers beside it.
    fn session(
        &self,
        root: &Path,
        place: &Path,
        examined: &Examined,
    ) -> Result<(Session, Option<AccessSession>), Failure> {
        let settings = &examined.organisation.settings;
        let content = root.join(settings.content.as_str());
        let themes = root.join("themes");
        let inputs: Vec<&Path> = [content.as_path(), themes.as_path()]
            .into_iter()
            .filter(|path| path.exists())
            .collect();
        let output = Output::new(place, &inputs)?;
        let session = Session::begin(&output, PowerCut::Outlived)?;
        // The rules are those of all trees; a build of one tree leaves those that are there.
        let access = match &self.audience {
            None => Some(AccessSession::begin(&output, &inputs)?),
            Some(_) => None,
        };
        Ok((session, access))
    }
}
