//! Counts in words, for messages and pages alike.

/// A number of things, in the right number.
#[must_use]
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
