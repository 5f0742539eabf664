//! The rules of the records and of what they say, in one list; `cli::registry` adds those of the modules that come later.

use crate::diagnostics::Rule;

/// Rules of single files and of references between records.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let lists = [
        crate::records::faults::RULES,
        crate::model::REFERENCES,
        crate::model::CONTRADICTIONS,
        super::people::RULES,
        super::cycle::RULES,
        super::goals::written::RULES,
        super::goals::RULES,
        super::check_in::RULES,
        super::reviews::written::RULES,
        super::reviews::RULES,
        super::calibration::RULES,
        super::outcomes::RULES,
        super::plans::written::RULES,
        super::plans::RULES,
        super::content::RULES,
    ];
    lists.into_iter().flatten().copied()
}
