//! The seam to the pipeline: all that `check` asks of the library, in one call.

use crate::diagnostics::Finding;
use crate::model::{Organisation, link};
use crate::records::load::load;
use crate::source::{Date, World};

/// What the records say, and everything that is wrong with them.
pub struct Examined {
    /// The organisation, without what could not be resolved.
    pub organisation: Organisation,
    /// How many bytes the records hold.
    pub bytes: u64,
    /// All findings, in no order.
    pub findings: Vec<Finding>,
}

/// Reads and links everything below a world's root, as it stood on `as_of`: else on the day that the settings name, else today.
#[must_use]
pub fn examine(world: &dyn World, as_of: Option<Date>) -> Examined {
    let loaded = load(world);
    let named = loaded.settings.as_ref().and_then(|settings| settings.record.site.as_of);
    let as_of = as_of.or(named).unwrap_or_else(|| world.today());
    let mut findings: Vec<_> = loaded.all_findings().cloned().collect();
    let content = crate::records::load::content_folder(loaded.settings.as_ref());
    let entries = world.list(&content);
    let bytes = entries
        .iter()
        .filter_map(|entry| entry.what.as_ref().ok())
        .map(|stamp| stamp.len)
        .sum();
    let linked = link(loaded, as_of);
    findings.extend(linked.findings);
    Examined {
        organisation: linked.organisation,
        bytes,
        findings,
    }
}
