//! Renders a site into any sink, for `build`, which keeps it, and for `check`, which does not; its faults in words for a person.

use super::Failure;
use crate::diagnostics::Finding;
use crate::disclosure::Audience;
use crate::site::{self, Audit, BuildError, Examined, Leak, Rendered, Sink};
use crate::source::World;

/// Why a site was not rendered.
#[derive(Debug)]
pub(super) enum NotRendered {
    /// Faults of the theme, which are reported beside those of the records.
    Theme(Vec<Finding>),
    /// Anything else, which ends the command.
    Failure(Failure),
}

impl From<Failure> for NotRendered {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// Renders the trees of these audiences with the theme that the settings name.
///
/// # Errors
/// Faults of the theme or of the disk, or a tree that would hold what it may not.
pub(super) fn render(
    world: &dyn World,
    examined: &Examined,
    audiences: &[Audience],
    sink: &dyn Sink,
) -> Result<Rendered, NotRendered> {
    let settings = &examined.organisation.settings;
    let own = site::own_themes(world).map_err(NotRendered::Theme)?;
    let (theme, engine) = site::dress(settings, &own).map_err(NotRendered::Theme)?;
    let audit = Audit::of(&examined.organisation, theme.sources());
    let plan = site::Plan {
        examined,
        theme: &theme,
        engine: &*engine,
        audiences,
        audit: &audit,
    };
    site::build(plan, sink).map_err(|error| match error {
        BuildError::Theme(errors) => {
            let mut findings = site::theme_findings(settings, &errors);
            findings.extend(site::try_on(examined, &*engine));
            NotRendered::Theme(findings)
        }
        BuildError::Write(error) => Failure::from(error).into(),
        BuildError::TooLarge(error) => Failure::usage(error.to_string())
            .help("Divide the organisation into cycles or sites of fewer people.")
            .into(),
        BuildError::Leaks(leaks) => leaked(&leaks).into(),
    })
}

/// What the audit found, as what stops a command: every leak, since each may need another mend.
fn leaked(leaks: &[Leak]) -> Failure {
    let line = |leak: &Leak| format!("\n  {} holds {}, but {}", leak.file, leak.section, leak.rule);
    let lines: String = leaks.iter().map(line).collect();
    Failure::findings(format!("{} leaks were found, and nothing was written:{lines}", leaks.len()))
        .help("This is a fault of preread or of the theme, not of the records. Use the theme that ships with preread, and report it.")
}
