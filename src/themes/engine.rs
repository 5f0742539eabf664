//! What every template engine does, and what it is given.

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::ThemeError;

/// Renders the templates of one theme. Everything that a template writes is escaped, but for `prose::SafeHtml`.
pub trait Engine: Send + Sync {
    /// Appends a page to `out`, which is left as it was if the page fails.
    ///
    /// # Errors
    ///
    /// What went wrong, and where in the theme.
    fn render(&self, template: &str, view: &dyn View, out: &mut Vec<u8>) -> Result<(), ThemeError>;

    /// Whether the theme has a template of this name.
    fn has(&self, template: &str) -> bool;
}

/// What a template may read: anything that serialises, as each engine wants it.
pub trait View {
    /// The view as a `MiniJinja` value. Strings in it are never safe; see `prose::SafeHtml`.
    fn to_minijinja(&self) -> Value;
}

impl<T: Serialize + ?Sized> View for T {
    fn to_minijinja(&self) -> Value {
        Value::from(Serde(self))
    }
}
