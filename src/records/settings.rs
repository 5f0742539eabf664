//! `preread.toml`: what the site is called, how it looks, and where things lie.

use super::record;
use super::value::{At, Count, Text};
use crate::source::Date;

record! {
    /// The settings of a site: the file that marks its root.
    pub struct SettingsRecord {
        /// What the site is called and how it looks.
        site: SiteRecord,
        /// Where the content lies and where the site is written.
        build: Option<BuildRecord>,
        /// Links that every page's footer shows, such as the HR handbook.
        link: Vec<LinkRecord>,
    }
}

record! {
    /// What the site is called and how it looks.
    pub struct SiteRecord {
        /// The site's title.
        title: Text,
        /// The organisation's name.
        organisation: Text,
        /// The language of the pages, as in HTML's `lang`; `en` unless it is given.
        language: Option<At<Text>>,
        /// A folder under themes/, or a theme that ships in the program; `ledger` unless it is given.
        theme: Option<At<Text>>,
        /// Build the site as it stood on this day; today unless it is given.
        as_of: Option<Date>,
        /// The currency of all amounts, as its three-letter code; `USD` unless it is given.
        currency: Option<At<Text>>,
    }
}

record! {
    /// Where the content lies and where the site is written.
    pub struct BuildRecord {
        /// The content folder, relative to this file; `content` unless it is given.
        content: Option<At<Text>>,
        /// The output folder, relative to this file; `site` unless it is given.
        output: Option<At<Text>>,
        /// The most bytes that one record's file may have; 8,000,000 unless it is given.
        largest_file: Option<Count>,
    }
}

record! {
    /// A link that every page's footer shows.
    pub struct LinkRecord {
        /// What the link says.
        title: Text,
        /// Where it leads: an https, http or mailto address.
        href: At<Text>,
    }
}
