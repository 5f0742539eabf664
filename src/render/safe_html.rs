//! The one type that a template shows without escaping it.

use std::fmt;

use minijinja::Value;
use serde::{Serialize, Serializer};

/// HTML that this program wrote, and whose text is escaped.
///
/// Only `render` makes one. It passes into a template as it is, from any depth of a view, because it serialises as a
/// `MiniJinja` value that is marked safe; a string cannot carry that mark. Every other serialiser sees a plain string.
///
/// ```compile_fail
/// let html = preread::render::SafeHtml::new(String::from("<script>"));
/// ```
#[derive(Clone)]
pub struct SafeHtml(Value);

impl SafeHtml {
    /// Whoever calls this vouches for each byte: tags of our own, text that went through `themes::escape`.
    pub(in crate::render) fn new(html: String) -> Self {
        Self(Value::from_safe_string(html))
    }

    /// The HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str().unwrap_or_default()
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
}

impl Serialize for SafeHtml {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl From<SafeHtml> for Value {
    fn from(html: SafeHtml) -> Self {
        html.0
    }
}

impl PartialEq for SafeHtml {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for SafeHtml {}

impl fmt::Debug for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SafeHtml").field(&self.as_str()).finish()
    }
}
