//! `preread publish`: puts a finished build where readers find it, whole.

use std::path::{Path, PathBuf};

use clap::Args;

use super::check::in_bytes;
use super::context::find_root;
use super::printer::print;
use super::{Exit, Failure};
use crate::records::load::load_settings;
use crate::site;
use crate::source::DiskWorld;

const AFTER_HELP: &str = "\
Examples:
  preread publish /srv/reviews/site                         for yourself alone
  preread publish /srv/reviews/site --group www-data        for a web server that runs in this group
  preread publish /mnt/share/reviews --from build/site      a build that lies elsewhere

Readers see the old site or the new one, never a mix. A build of which a file was changed after it was written is refused. \
docs/publishing.md walks through web servers, a shared drive and a zip.";

/// Put a finished build in place, whole
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Publish {
    /// Put the site into this folder, in place of the one that is there
    #[arg(value_name = "DIR")]
    target: PathBuf,
    /// Let this group of users read it, such as that of the web server
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// The finished build [default: output of preread.toml]
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
}

impl Publish {
    pub(super) fn run(&self, root: Option<&Path>) -> Result<Exit, Failure> {
        let build = match &self.from {
            Some(build) => build.clone(),
            None => output(root)?,
        };
        let report = site::publish(&build, &self.target, self.group.as_deref())?;
        print(&format!(
            "{}: {} files written, {} unchanged, {} gone, {}\n",
            self.target.display(),
            report.written + report.linked,
            report.kept,
            report.removed,
            in_bytes(report.bytes),
        ))?;
        Ok(Exit::Done)
    }
}

/// The output folder that the settings name.
fn output(root: Option<&Path>) -> Result<PathBuf, Failure> {
    let root = find_root(root)?;
    let (settings, _) = load_settings(&DiskWorld::new(&root));
    let settings = settings.ok_or_else(|| {
        Failure::findings("preread.toml cannot be read, so it is not known where the build lies")
            .help("`preread check` says what is wrong with it; or name the build with `--from DIR`.")
    })?;
    let settings = crate::model::Settings::new(Some(&settings));
    Ok(root.join(&*settings.output))
}
