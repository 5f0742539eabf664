//! Renders a site into any sink, for `build`, which keeps it, and for `check`, which does not; its faults in words for a person.

use super::Failure;
use super::context::{theme, theme_failure};
use crate::disclosure::Audience;
use crate::site::{self, Audit, BuildError, Examined, Leak, Rendered, Sink};
use crate::source::World;

/// Renders the trees of these audiences with the theme that the settings name.
///
/// # Errors
/// A fault of the theme or of the disk, or a tree that would hold what it may not.
pub(super) fn render(
    world: &dyn World,
    examined: &Examined,
    audiences: &[Audience],
    sink: &dyn Sink,
) -> Result<Rendered, Failure> {
    let theme = theme(world, &examined.organisation.settings.theme)?;
    let engine = theme.engine().map_err(|errors| theme_failure(&errors))?;
    let audit = Audit::of(&examined.organisation, theme.sources());
    let plan = site::Plan {
        examined,
        theme: &theme,
        engine: &*engine,
        audiences,
        audit: &audit,
    };
    site::build(plan, sink).map_err(|error| match error {
        BuildError::Theme(errors) => theme_failure(&errors),
        BuildError::Write(error) => error.into(),
        BuildError::TooLarge(error) => {
            Failure::usage(format!("{error}")).help("Divide the organisation into cycles or sites of fewer people.")
        }
        BuildError::Leaks(leaks) => leaked(&leaks),
    })
}

/// What the audit found, as what stops a command: every leak, since each may need another mend.
fn leaked(leaks: &[Leak]) -> Failure {
    let line = |leak: &Leak| format!("\n  {} holds {}, but {}", leak.file, leak.section, leak.rule);
    let lines: String = leaks.iter().map(line).collect();
    Failure::findings(format!("{} leaks were found, and nothing was written:{lines}", leaks.len()))
        .help("This is a fault of preread or of the theme, not of the records. Use the theme that ships with preread, and report it.")
}
