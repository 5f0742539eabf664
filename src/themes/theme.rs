//! A theme's files, put together from the program, the site's own folder, and the themes that it inherits.
//!
//! Nothing here touches a disk: the files come as maps from path to bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use super::error::ThemeFault;
use super::manifest::{EngineKind, Manifest};
use super::{Engine, MiniJinja, ThemeError};

/// The themes in the program.
static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// How many themes may stand behind each other.
const LONGEST_CHAIN: usize = 8;

/// Files by their path below `themes/`, such as `ledger/templates/packet.html`.
pub type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// A theme, complete: its own files over those of the themes that it inherits.
#[derive(Debug, Clone)]
pub struct Theme {
    name: String,
    description: Option<String>,
    version: Option<String>,
    engine: EngineKind,
    pub(super) templates: BTreeMap<String, TemplateFile>,
    assets: BTreeMap<String, Cow<'static, [u8]>>,
}

/// One template, and the file it came from.
#[derive(Debug, Clone)]
pub(super) struct TemplateFile {
    pub(super) file: String,
    pub(super) source: String,
}

/// One folder of files that a theme is made of.
struct Layer<'f> {
    /// What a template calls this layer by to reach a template of it that a later layer replaced.
    label: String,
    folder: String,
    files: &'f Files,
    manifest: Manifest,
}

impl Theme {
    /// Loads a theme of the program or of the site, whose own `themes/` folder is given as files by path.
    ///
    /// A file of the site's `themes/<name>/` replaces the one of the program's theme of that name. A template that was
    /// replaced can still be extended: `{% extends "shipped:base.html" %}`, or `"<theme>:base.html"` for an inherited one.
    ///
    /// # Errors
    ///
    /// All that is wrong with the theme, its templates' syntax excepted: [`Theme::engine`] reads those.
    pub fn load(name: &str, own: &Files) -> Result<Self, Vec<ThemeError>> {
        Self::load_from(name, &shipped(), own)
    }

    /// As [`Theme::load`], with other themes than the program's.
    ///
    /// # Errors
    ///
    /// As [`Theme::load`].
    pub fn load_from(name: &str, shipped: &Files, own: &Files) -> Result<Self, Vec<ThemeError>> {
        let layers = layers(name, shipped, own).map_err(|error| vec![error])?;
        let mut errors = Vec::new();
        let templates = templates(&layers, &mut errors);
        let assets = assets(&layers, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        let newest = layers.last().map(|layer| layer.manifest.clone()).unwrap_or_default();
        Ok(Self {
            name: newest.name,
            description: newest.description,
            version: newest.version,
            engine: layers
                .iter()
                .rev()
                .find_map(|layer| layer.manifest.engine)
                .unwrap_or_default(),
            templates,
            assets,
        })
    }

    /// The theme's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the theme says of itself, if it does.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The theme's own version, if it has one.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The files to copy beside the pages, by path below the assets' folder, in order. Only what the theme declares.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.assets.iter().map(|(path, bytes)| (path.as_str(), bytes.as_ref()))
    }

    /// The text of all templates, in the order of their names.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.templates.values().map(|template| template.source.as_str())
    }

    /// The engine that renders the theme's templates, all of them read.
    ///
    /// # Errors
    ///
    /// Every template that cannot be read.
    pub fn engine(&self) -> Result<Box<dyn Engine>, Vec<ThemeError>> {
        match self.engine {
            EngineKind::MiniJinja => Ok(Box::new(MiniJinja::new(self)?)),
        }
    }
}

/// The files of all themes in the program.
#[must_use]
pub fn shipped() -> Files {
    fn collect(folder: &Dir<'static>, files: &mut Files) {
        for file in folder.files() {
            if let Some(path) = file.path().to_str() {
                files.insert(path.replace('\\', "/"), Cow::Borrowed(file.contents()));
            }
        }
        folder.dirs().for_each(|below| collect(below, files));
    }
    let mut files = Files::new();
    collect(&SHIPPED, &mut files);
    files
}

/// The layers of a theme, the one that the others replace first.
fn layers<'f>(name: &str, shipped: &'f Files, own: &'f Files) -> Result<Vec<Layer<'f>>, ThemeError> {
    let mut layers: Vec<Layer<'f>> = Vec::new();
    let mut next = Some(name.to_owned());
    // The settings, until a theme inherits another.
    let mut asked_in = String::new();
    let mut seen: Vec<String> = Vec::new();
    while let Some(name) = next.take() {
        if seen.contains(&name) || seen.len() == LONGEST_CHAIN {
            return Err(ThemeError::new(
                ThemeFault::Theme,
                asked_in,
                format!("the theme `{name}` inherits itself, or from too many others"),
            ));
        }
        let manifest_file = format!("{name}/theme.toml");
        let Some(bytes) = own.get(&manifest_file).or_else(|| shipped.get(&manifest_file)) else {
            return Err(no_such_theme(&name, asked_in, shipped, own));
        };
        let manifest = Manifest::parse(&manifest_file, bytes)?;
        if manifest.name != name {
            return Err(ThemeError::new(
                ThemeFault::Theme,
                manifest_file,
                format!("`name` must be that of the folder, `{name}`"),
            ));
        }
        next.clone_from(&manifest.inherits);
        let folder = format!("{name}/");
        for (label, files) in [(name.clone(), own), ("shipped".to_owned(), shipped)] {
            if below(files, &folder).next().is_some() {
                layers.push(Layer {
                    label,
                    folder: folder.clone(),
                    files,
                    manifest: manifest.clone(),
                });
            }
        }
        asked_in = manifest_file;
        seen.push(name);
    }
    layers.reverse();
    Ok(layers)
}

fn no_such_theme(name: &str, asked_in: String, shipped: &Files, own: &Files) -> ThemeError {
    let names: Vec<&str> = shipped
        .keys()
        .chain(own.keys())
        .filter_map(|path| path.strip_suffix("/theme.toml"))
        .filter(|folder| !folder.contains('/'))
        .collect();
    let nearest = names
        .iter()
        .copied()
        .max_by(|a, b| strsim::jaro(a, name).total_cmp(&strsim::jaro(b, name)));
    let hint = nearest.map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"));
    ThemeError::new(
        ThemeFault::Theme,
        asked_in,
        format!("there is no theme `{name}`: no file themes/{name}/theme.toml{hint}"),
    )
}

/// The files whose path begins with a folder's, by the rest of their path.
fn below<'f>(files: &'f Files, folder: &str) -> impl Iterator<Item = (&'f str, &'f Cow<'static, [u8]>)> {
    files
        .range(folder.to_owned()..)
        .map_while(move |(path, bytes)| Some((path.strip_prefix(folder)?, bytes)))
        .filter(|(rest, _)| is_plain(rest))
}

/// Whether a path has only names that are safe to write below a folder, none of them hidden.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|name| {
        !name.is_empty()
            && !name.starts_with('.')
            && !name.contains(|letter: char| letter.is_control() || "\\:".contains(letter))
    })
}

fn templates(layers: &[Layer<'_>], errors: &mut Vec<ThemeError>) -> BTreeMap<String, TemplateFile> {
    let mut templates: BTreeMap<String, (&str, TemplateFile)> = BTreeMap::new();
    let mut replaced = BTreeMap::new();
    for layer in layers {
        let folder = format!("{}templates/", layer.folder);
        for (name, bytes) in below(layer.files, &folder) {
            let file = format!("{folder}{name}");
            let Ok(source) = std::str::from_utf8(bytes) else {
                errors.push(ThemeError::new(ThemeFault::Theme, file, "this file is not UTF-8 text"));
                continue;
            };
            let template = TemplateFile {
                file,
                source: source.to_owned(),
            };
            if let Some((label, before)) = templates.insert(name.to_owned(), (&layer.label, template)) {
                replaced.insert(format!("{label}:{name}"), before);
            }
        }
    }
    let current = templates.into_iter().map(|(name, (_, template))| (name, template));
    current.chain(replaced).collect()
}

fn assets(layers: &[Layer<'_>], errors: &mut Vec<ThemeError>) -> BTreeMap<String, Cow<'static, [u8]>> {
    let mut existing: BTreeMap<&str, &Cow<'static, [u8]>> = BTreeMap::new();
    for layer in layers {
        existing.extend(below(layer.files, &format!("{}assets/", layer.folder)));
    }
    let mut declared = BTreeMap::new();
    for layer in layers {
        for asset in &layer.manifest.assets {
            let found = declared.len();
            if asset.ends_with('/') {
                let inside = existing.iter().filter(|(path, _)| path.starts_with(asset.as_str()));
                declared.extend(inside.map(|(path, bytes)| ((*path).to_owned(), (*bytes).clone())));
            } else if let Some(bytes) = existing.get(asset.as_str()) {
                declared.insert(asset.clone(), (*bytes).clone());
            }
            if declared.len() == found && !declared.keys().any(|path| path.starts_with(asset.as_str())) {
                let file = format!("{}theme.toml", layer.folder);
                let error = ThemeError::new(
                    ThemeFault::Theme,
                    file,
                    format!("`assets` names `{asset}`, and there is no such file below assets/"),
                );
                if !errors.contains(&error) {
                    errors.push(error);
                }
            }
        }
    }
    declared
}
