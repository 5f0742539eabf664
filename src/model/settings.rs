//! The site's settings, with their defaults.

use crate::records::Filed;
use crate::records::load::CONTENT_FOLDER;
use crate::records::settings::SettingsRecord;
use crate::source::{Date, SourcePath, Span};

/// What the site is called, how it looks and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The site's title.
    pub title: Box<str>,
    /// The organisation's name.
    pub organisation: Box<str>,
    /// The language of the pages.
    pub language: Box<str>,
    /// The theme's name.
    pub theme: Box<str>,
    /// Where the settings name it, if they do.
    pub theme_at: Option<Span>,
    /// The day on which the site stands, where the settings name one.
    pub as_of: Option<Date>,
    /// The currency of all amounts.
    pub currency: Box<str>,
    /// The content folder.
    pub content: SourcePath,
    /// The output folder, relative to the site's root.
    pub output: Box<str>,
    /// Links for every page's footer.
    pub links: Vec<Link>,
}

/// A link for every page's footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub title: Box<str>,
    /// Where it leads.
    pub href: Box<str>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            title: "Performance reviews".into(),
            organisation: "".into(),
            language: "en".into(),
            theme: "ledger".into(),
            theme_at: None,
            as_of: None,
            currency: "USD".into(),
            content: SourcePath::new(CONTENT_FOLDER),
            output: "site".into(),
            links: Vec::new(),
        }
    }
}

impl Settings {
    /// The settings that a record makes, with a default for what it leaves out.
    #[must_use]
    pub fn new(filed: Option<&Filed<SettingsRecord>>) -> Self {
        let default = Self::default();
        let Some(filed) = filed else { return default };
        let SettingsRecord {
            site,
            build,
            link,
            at: _,
        } = &*filed.record;
        let output = build.as_ref().and_then(|build| build.output.as_ref());
        Self {
            title: site.title.clone(),
            organisation: site.organisation.clone(),
            language: site
                .language
                .as_ref()
                .map_or(default.language, |text| text.value.clone()),
            theme: site.theme.as_ref().map_or(default.theme, |text| text.value.clone()),
            theme_at: site.theme.as_ref().map(|text| text.at),
            as_of: site.as_of,
            currency: site
                .currency
                .as_ref()
                .map_or(default.currency, |text| text.value.clone()),
            content: crate::records::load::content_folder(Some(filed)),
            output: output.map_or(default.output, |text| text.value.clone()),
            links: link
                .iter()
                .map(|l| Link {
                    title: l.title.clone(),
                    href: l.href.value.clone(),
                })
                .collect(),
        }
    }
}
