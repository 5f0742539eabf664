//! The one type that a template shows without escaping it.

use std::fmt;

use minijinja::Value;
use serde::{Serialize, Serializer};

/// HTML that this program wrote, and whose text is escaped.
///
/// Only `prose` makes one. It passes into a template as it is, from any depth of a view, because it serialises as a
/// `MiniJinja` value that is marked safe; a string cannot carry that mark. Every other serialiser sees a plain string.
///
/// ```compile_fail
/// let html = preread::prose::SafeHtml::new(String::from("<script>"));
/// ```
#[derive(Clone)]
pub struct SafeHtml(Value);

impl SafeHtml {
    /// Whoever calls this vouches for each byte: tags of our own, text that went through `themes::escape`.
    pub(in crate::prose) fn new(html: String) -> Self {
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

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::path::Path;

    use super::*;
    use crate::themes::{Files, Theme};

    #[derive(Serialize)]
    struct Section {
        html: SafeHtml,
        text: String,
    }

    #[derive(Serialize)]
    struct Page {
        sections: Vec<Section>,
        #[serde(flatten)]
        flat: Section,
        maybe: Option<SafeHtml>,
    }

    fn section() -> Section {
        Section {
            html: SafeHtml::new("<b>x</b>".to_owned()),
            text: "<b>x</b>".to_owned(),
        }
    }

    #[test]
    fn only_safe_html_comes_out_of_a_view_unescaped() {
        let theme: [(&str, &'static [u8]); 2] = [
            ("plain/theme.toml", b"name = 'plain'"),
            (
                "plain/templates/page.html",
                b"{{ sections[0].html }} {{ sections[0].text }} {{ html }} {{ text }} {{ maybe }}",
            ),
        ];
        let files: Files = theme
            .into_iter()
            .map(|(path, text)| (path.to_owned(), Cow::Borrowed(text)))
            .collect();
        let engine = Theme::load_from("plain", &Files::new(), &files)
            .unwrap()
            .engine()
            .unwrap();
        let page = Page {
            sections: vec![section()],
            flat: section(),
            maybe: Some(section().html),
        };
        let mut out = Vec::new();
        engine.render("page.html", &page, &mut out).unwrap();
        let escaped = "&lt;b&gt;x&lt;/b&gt;";
        assert_eq!(
            String::from_utf8(out).unwrap(),
            format!("<b>x</b> {escaped} <b>x</b> {escaped} <b>x</b>")
        );
    }

    #[test]
    fn other_serialisers_see_a_string() {
        assert_eq!(serde_json::to_string(&section().html).unwrap(), "\"<b>x</b>\"");
    }

    #[test]
    fn no_other_file_marks_anything_as_safe() {
        fn look_into(folder: &Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    look_into(&path, found);
                } else if std::fs::read_to_string(&path).is_ok_and(|text| text.contains("from_safe_string")) {
                    found.push(path.file_name().unwrap().to_string_lossy().into_owned());
                }
            }
        }
        let mut found = Vec::new();
        look_into(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert_eq!(found, ["safe_html.rs"]);
    }
}
