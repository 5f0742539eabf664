//! The `MiniJinja` engine, with everything switched off that a page does not need.

use std::collections::HashMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};

use super::error::ThemeFault;
use super::theme::TemplateFile;
use super::{Engine, Theme, ThemeError, View, filters};
use crate::prose::escape::escape;

/// Steps that one page may take: some hundred times what the largest page of an organisation of 10,000 does.
const FUEL: u64 = 50_000_000;

/// How deep blocks, includes and macros may stand in each other; what a thread's smallest stack holds with room to spare.
const DEEPEST: usize = 100;

/// A theme's templates, read once, rendered from any thread.
pub struct MiniJinja {
    environment: Environment<'static>,
    /// What each template came from, for messages.
    files: HashMap<String, TemplateFile>,
}

impl MiniJinja {
    /// Reads all templates of a theme.
    ///
    /// # Errors
    ///
    /// Every template that cannot be read.
    pub fn new(theme: &Theme) -> Result<Self, Vec<ThemeError>> {
        Self::extended(theme, |_| {})
    }

    /// As [`MiniJinja::new`], with filters, functions or globals of the caller's.
    ///
    /// # Errors
    ///
    /// As [`MiniJinja::new`].
    pub fn extended(theme: &Theme, extend: impl FnOnce(&mut Environment<'static>)) -> Result<Self, Vec<ThemeError>> {
        let mut environment = environment();
        extend(&mut environment);
        let files: HashMap<_, _> = theme.templates.clone().into_iter().collect();
        let mut errors = Vec::new();
        for (name, template) in &theme.templates {
            if let Err(error) = environment.add_template_owned(name.clone(), template.source.clone()) {
                errors.push(ThemeError::of_engine(&error, |_| Some(template)));
            }
        }
        if errors.is_empty() {
            Ok(Self { environment, files })
        } else {
            Err(errors)
        }
    }

    fn fault(&self, error: &Error) -> ThemeError {
        ThemeError::of_engine(error, |name| self.files.get(name))
    }
}

impl Engine for MiniJinja {
    fn render(&self, template: &str, view: &dyn View, out: &mut Vec<u8>) -> Result<(), ThemeError> {
        let before = out.len();
        self.environment
            .get_template(template)
            .map_err(|_| {
                let message = format!("the theme has no template `{template}`, which a page needs");
                ThemeError::new(ThemeFault::Missing, template, message)
            })?
            .render_captured_to(view.to_minijinja(), &mut *out)
            .map(drop)
            .map_err(|error| {
                out.truncate(before);
                self.fault(&error)
            })
    }

    fn has(&self, template: &str) -> bool {
        self.files.contains_key(template)
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write_value);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEEPEST);
    // Only `prose::SafeHtml` marks HTML as safe, and a dump of the view is no part of a page.
    environment.remove_filter("safe");
    environment.remove_global("debug");
    // All that is written is escaped, by rules of our own; escaping it before would only go around them.
    environment.add_filter("escape", |value: Value| value);
    environment.add_filter("e", |value: Value| value);
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    filters::add_to(&mut environment);
    environment
}

/// Writes what stands between `{{` and `}}`. It escapes whatever `{% autoescape %}` says.
fn write_value(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if let Some(text) = value.as_str() {
        let written = if value.is_safe() {
            out.write_str(text)
        } else {
            escape(out, text)
        };
        return written.map_err(Error::from);
    }
    match value.kind() {
        ValueKind::Number | ValueKind::Bool => write!(out, "{value}").map_err(Error::from),
        // What an `if` without an `else` comes to; a name that the view lacks has failed before.
        ValueKind::Undefined => Ok(()),
        ValueKind::None => Err(unprintable(
            "nothing is recorded here; ask with `if` or `is none` before writing it",
        )),
        _ => Err(unprintable(
            "this is a list or a group of values; name the one to write, or loop over it",
        )),
    }
}

fn unprintable(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, why)
}
