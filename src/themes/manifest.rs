//! `theme.toml`: what a theme says of itself.

use serde::Deserialize;

use super::ThemeError;
use super::error::ThemeFault;

/// The template engine that a theme is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EngineKind {
    /// `MiniJinja`, the default.
    #[default]
    MiniJinja,
}

/// The contents of a `theme.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The theme's name; it must be the name of its folder.
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) version: Option<String>,
    #[serde(default)]
    pub(super) engine: Option<EngineKind>,
    /// The theme whose files stand in for those that this one lacks.
    #[serde(default)]
    pub(super) inherits: Option<String>,
    /// Files below `assets/` that pages load, or folders of them, written with a slash at the end.
    #[serde(default)]
    pub(super) assets: Vec<String>,
}

impl Manifest {
    pub(super) fn parse(file: &str, bytes: &[u8]) -> Result<Self, ThemeError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| ThemeError::new(ThemeFault::Theme, file, "this file is not UTF-8 text"))?;
        toml::from_str(text).map_err(|error| ThemeError {
            fault: ThemeFault::Theme,
            bytes: error.span(),
            file: file.to_owned(),
            line: error
                .span()
                .and_then(|span| text.get(..span.start))
                .map(|before| before.matches('\n').count() + 1),
            message: error.message().to_owned(),
        })
    }
}
