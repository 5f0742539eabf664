//! Every rule that a finding can carry, in one list: what `explain` tells and what the tests of the examples run.

use crate::diagnostics::Rule;

/// All rules: of single files, of references between records, and of what the records say.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let lists = [crate::records::faults::RULES, crate::model::RULES];
    lists.into_iter().flatten().copied()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn no_two_rules_have_one_code_and_every_code_is_a_slug() {
        let mut seen = HashSet::new();
        for rule in super::all() {
            assert!(crate::records::id::is_slug(rule.code), "{}", rule.code);
            assert!(seen.insert(rule.code), "{} stands twice", rule.code);
        }
    }
}
