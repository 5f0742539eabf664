//! Every rule that a finding can carry, of every module: what `explain` tells and what the tests of the examples run.

use crate::diagnostics::Rule;
use crate::{disclosure, rules, themes, views};

/// All rules: those of the records and of what they say, of who may see it, of what pages cannot show, and of themes.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let beyond = [disclosure::RULES, views::notices::RULES, themes::findings::RULES];
    rules::registry::all().chain(beyond.into_iter().flatten().copied())
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
