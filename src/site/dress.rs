//! The theme that a site asks for: loaded from the program and from the site's own folder, and tried on before a page is written.

use std::collections::{BTreeSet, HashSet};
use std::mem::discriminant;

use super::examine::Examined;
use crate::diagnostics::{Finding, Place};
use crate::disclosure::trees;
use crate::model::Settings;
use crate::records::load::SETTINGS_FILE;
use crate::render;
use crate::source::{SourcePath, World};
use crate::themes::findings::{FOLDER, THEME_NOT_LOADED};
use crate::themes::{Engine, Files, Theme, ThemeError};
use crate::views::{PageKey, plan};

/// The files of a site's own themes.
///
/// # Errors
/// Each one that cannot be read.
pub fn own_themes(world: &dyn World) -> Result<Files, Vec<Finding>> {
    let folder = SourcePath::new(FOLDER);
    let mut own = Files::new();
    let mut findings = Vec::new();
    for entry in world.list(&folder) {
        let Some(below) = entry.path.below(&folder) else {
            continue;
        };
        match entry.what.and_then(|_| world.read(&entry.path)) {
            Ok(bytes) => drop(own.insert(below.to_owned(), bytes.into())),
            Err(why) => findings.push(
                Finding::new(&THEME_NOT_LOADED, Place::file(&entry.path), why.to_string())
                    .help("Take it out of the themes' folder, or let it be read."),
            ),
        }
    }
    if findings.is_empty() { Ok(own) } else { Err(findings) }
}

/// A theme with its engine, all its templates read.
///
/// # Errors
/// All that is wrong with the theme.
pub fn dress(settings: &Settings, own: &Files) -> Result<(Theme, Box<dyn Engine>), Vec<Finding>> {
    let told = |errors: Vec<ThemeError>| theme_findings(settings, &errors);
    let theme = Theme::load(&settings.theme, own).map_err(told)?;
    let engine = theme.engine().map_err(told)?;
    Ok((theme, engine))
}

/// Faults of a theme as findings.
pub fn theme_findings(settings: &Settings, errors: &[ThemeError]) -> Vec<Finding> {
    let file = SourcePath::new(SETTINGS_FILE);
    let named = match settings.theme_at {
        Some(span) => Place::at(&file, span),
        None => Place::file(&file),
    };
    errors.iter().map(|error| error.finding(&named)).collect()
}

/// What fails on one page of each kind in one tree of each kind: where one page cannot be made, all that is wrong is told at once.
pub fn try_on(examined: &Examined, engine: &dyn Engine) -> Vec<Finding> {
    let mut kinds = BTreeSet::new();
    let mut errors = Vec::new();
    for audience in trees(&examined.organisation) {
        if !kinds.insert(audience.kind().word()) {
            continue;
        }
        let lens = examined.lens(audience);
        let mut seen = HashSet::new();
        let first_of_kind = |page: &PageKey| seen.insert(discriminant(page));
        let pages = plan(&lens).into_iter().filter(first_of_kind);
        errors.extend(pages.filter_map(|page| render::page(&lens, engine, page).err()));
    }
    let mut findings = theme_findings(&examined.organisation.settings, &errors);
    findings.sort_by(|a, b| (&a.place, &a.message).cmp(&(&b.place, &b.message)));
    findings.dedup();
    findings
}
