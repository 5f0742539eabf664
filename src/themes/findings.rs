//! Faults of a theme as findings: a theme that cannot be loaded, a template that cannot be read or that is missing, a page that
//! cannot be made.

use super::{ThemeError, ThemeFault};
use crate::diagnostics::{Example, Finding, Place, Rule, rule};
use crate::source::{SourcePath, Span};

/// All rules of this file, for the registry.
pub const RULES: &[&Rule] = &[&THEME_NOT_LOADED, &TEMPLATE_NOT_READ, &TEMPLATE_MISSING, &PAGE_NOT_MADE];

/// The folder of a site's own themes.
pub const FOLDER: &str = "themes";

const HELP: &str = "Mend the file, or delete it to use the one that ships with preread.";
const TEMPLATE: &str = "themes/ledger/templates/page.html";
const RIGHT: Example = &[(
    TEMPLATE,
    "{% extends \"base.html\" %}\n{% block content %}\n<h1>{{ page.title }}</h1>\n{{ view.html }}\n{% endblock %}\n",
)];

rule! {
    /// A theme that cannot be loaded.
    THEME_NOT_LOADED, "theme-not-loaded", Error, "the theme cannot be loaded",
    "The theme that `preread.toml` names, or one that it inherits, is a folder below `themes/` or ships with preread. Its `theme.toml` has the name of the folder, and names only \
     files that are there. Correct the name, or leave `theme` out to use the one that ships with preread.",
    wrong: &[("preread.toml", "[site]\ntitle = \"Reviews\"\norganisation = \"Northwind\"\ntheme = \"legder\"\n")],
    right: &[("preread.toml", "[site]\ntitle = \"Reviews\"\norganisation = \"Northwind\"\ntheme = \"ledger\"\n")];
}
rule! {
    /// A template that cannot be read.
    TEMPLATE_NOT_READ, "template-not-read", Error, "a template of the theme cannot be read",
    "A template is HTML with `{{ values }}` and `{% tags %}`, each of them closed, and every `block`, `if` and `for` ended. As long as one template cannot be read no page is made.",
    wrong: &[(TEMPLATE, "{% extends \"base.html\" %}\n{% block content %}\n<h1>{{ page.title }</h1>\n{% endblock %}\n")],
    right: RIGHT;
}
rule! {
    /// A template that there is not.
    TEMPLATE_MISSING, "template-missing", Error, "a template asks for one that there is not",
    "`extends`, `include` and `import` name templates of the theme or of one that it inherits, by their path below `templates/`. A theme that inherits nothing needs a template for \
     every kind of page.",
    wrong: &[(TEMPLATE, "{% extends \"bass.html\" %}\n{% block content %}\n<h1>{{ page.title }}</h1>\n{% endblock %}\n")],
    right: RIGHT;
}
rule! {
    /// A page that cannot be made.
    PAGE_NOT_MADE, "page-not-made", Error, "a page cannot be made with this template",
    "A template may write only what the page has: the manual lists the values of each kind of page and the filters. What a record may leave out is none, which `if` asks for before it \
     is written. A page also takes a bounded amount of work. As long as one page cannot be made nothing is built.",
    wrong: &[(TEMPLATE, "{% extends \"base.html\" %}\n{% block content %}\n<h1>{{ page.tittle }}</h1>\n{% endblock %}\n")],
    right: RIGHT;
}

impl ThemeError {
    /// The fault as a finding; `settings` is where the site names its theme.
    #[must_use]
    pub fn finding(&self, settings: &Place) -> Finding {
        let rule = match self.fault {
            ThemeFault::Theme => &THEME_NOT_LOADED,
            ThemeFault::Template => &TEMPLATE_NOT_READ,
            ThemeFault::Missing => &TEMPLATE_MISSING,
            ThemeFault::Page => &PAGE_NOT_MADE,
        };
        if self.file.is_empty() {
            return Finding::new(rule, settings.clone(), self.message.clone())
                .help("Correct the name, or leave it out to use the theme that ships with preread.");
        }
        let file = SourcePath::new(&format!("{FOLDER}/{}", self.file));
        let place = match &self.bytes {
            Some(bytes) => Place::at(&file, Span::new(bytes.start, bytes.end)),
            None => Place::file(&file),
        };
        Finding::new(rule, place, self.message.clone()).help(HELP)
    }
}
