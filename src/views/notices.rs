//! What records' texts ask for and do not get, as warnings: a link that leads nowhere, a picture, HTML.
//!
//! Whether a link leads somewhere is known only where pages are made, so these are found by rendering.

use super::ProseNotice;
use crate::diagnostics::{Example, Finding, Place, Rule, rule};
use crate::prose::markdown::NoticeKind;

/// All rules of this file, for the registry.
pub const RULES: &[&Rule] = &[
    &LINK_NOT_FOLLOWED,
    &PICTURE_NOT_SHOWN,
    &HTML_SHOWN_AS_TEXT,
    &NESTED_TOO_DEEP,
];

const PAGE: &str = "content/pages/how-ratings-work.md";
const RIGHT: Example = &[(
    PAGE,
    "+++\ntitle = \"How ratings work\"\n+++\n\nSee [the scale](https://example.com/scale).\n",
)];

rule! {
    /// A link that is shown as its text.
    LINK_NOT_FOLLOWED, "link-not-followed", Warning, "a link in a record is shown as its text",
    "A page never leads where its readers cannot follow, or where a browser would do more than open a page. Links begin with `https:`, `http:` or `mailto:`, or \
     name a page that every reader of this site has, such as `pages/how-ratings-work/`. Anything else is shown as the words of the link.",
    wrong: &[(PAGE, "+++\ntitle = \"How ratings work\"\n+++\n\nSee [the scale](file:///home/scale).\n")],
    right: RIGHT;
}
rule! {
    /// A picture.
    PICTURE_NOT_SHOWN, "picture-not-shown", Warning, "a picture in a record is not shown",
    "A page loads nothing but the theme's own files, so that reading it tells nobody. The picture's description stands in its place. Say in words what it shows, or \
     link to it.",
    wrong: &[(PAGE, "+++\ntitle = \"How ratings work\"\n+++\n\n![The scale](https://example.com/scale.png)\n")],
    right: RIGHT;
}
rule! {
    /// HTML.
    HTML_SHOWN_AS_TEXT, "html-shown-as-text", Warning, "HTML in a record is shown as it is written",
    "Records are Markdown. HTML in them could act in a reader's browser, so its tags are shown as text. Use Markdown for emphasis, lists and tables, and put what is meant \
     as an example between backticks.",
    wrong: &[(PAGE, "+++\ntitle = \"How ratings work\"\n+++\n\nSee <b>the scale</b>.\n")],
    right: RIGHT;
}
rule! {
    /// Nesting without end.
    NESTED_TOO_DEEP, "nested-too-deep-to-show", Warning, "quotes, lists or emphasis are nested too deep",
    "Quotes, lists and emphasis stand inside each other deeper than any page can show; what is inside is shown without them. Most often a line begins with very many `>`.",
    wrong: &[(
        PAGE,
        "+++\ntitle = \"How ratings work\"\n+++\n\n> > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > deep\n"
    )],
    right: RIGHT;
}

impl ProseNotice {
    /// The notice as a finding.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let (rule, help) = match self.kind {
            NoticeKind::LinkRefused(_) => (
                &LINK_NOT_FOLLOWED,
                "Correct the address, or write the words without a link.",
            ),
            NoticeKind::PictureNotShown => (&PICTURE_NOT_SHOWN, "Say in words what it shows, or link to it."),
            NoticeKind::HtmlShownAsText => (
                &HTML_SHOWN_AS_TEXT,
                "Write it in Markdown, or between backticks if it is an example.",
            ),
            NoticeKind::NestedTooDeep => (&NESTED_TOO_DEEP, "Take some of the nesting out."),
        };
        Finding::new(rule, Place::at(&self.file, self.span), self.kind.to_string()).help(help)
    }
}
