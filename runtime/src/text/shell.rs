//! Page shells: Handlebars templates of whole HTML documents.

use std::cell::OnceCell;

use paywall_handlebars::Language;
use serde_json::{Map, Value as Json};

use super::error;
use super::words::{Compiled, Written};
use crate::error::Error;
use crate::limits;
use paywall_output as output;

/// The page shell used when the request brings none.
const STOCK: &str = include_str!("../../../paywall-templates/shell.hbs");

/// Writes a page with a page shell; with the stock one without a `template`.
///
/// # Errors
/// `invalid_template` when the shell cannot be parsed or asks for something unknown; `output_too_large`.
pub fn write(template: Option<&str>, variables: Map<String, Json>) -> Result<String, Error> {
    let variables = Json::Object(variables);
    match template {
        None => with_stock(&variables),
        Some(template) => Shell::compile(template)?.write(&variables),
    }
}

/// The language of page shells: an unknown variable is an error, so that an app notices it in its tests and not by an empty
/// title.
static LANGUAGE: Language = Language {
    strict: true,
    escape: |text| output::escaped(text, output::Escape::ATTRIBUTE),
    helpers: &[],
    answer: |_| Json::Null,
};

/// A compiled page shell.
struct Shell(Compiled);

impl Shell {
    /// Compiles a page shell.
    fn compile(source: &str) -> Result<Self, Error> {
        Ok(Self(Compiled::shell(source)?))
    }

    /// Writes the page of these variables.
    fn write(&self, variables: &Json) -> Result<String, Error> {
        let Self(Compiled { template, .. }) = self;
        let mut out = Written::new(limits::OUTPUT_BYTES);
        let written = template.write(&LANGUAGE, variables, false, &mut out);
        written.map_err(error::unusable)?;
        Ok(out.text)
    }
}

/// Writes a page with the stock shell, which is compiled when it is first used and kept.
fn with_stock(variables: &Json) -> Result<String, Error> {
    thread_local! {
        static SHELL: OnceCell<Shell> = const { OnceCell::new() };
    }
    SHELL.with(|shell| {
        if let Some(shell) = shell.get() {
            return shell.write(variables);
        }
        let compiled = Shell::compile(STOCK)?;
        let page = compiled.write(variables);
        let _ = shell.set(compiled);
        page
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn a_shell_may_not_hold_others() {
        for shell in [
            "{{> x}}",
            "{{ > x}}",
            "{{ #> x}}y{{/x}}",
            "{{# *inline \"x\"}}{{ #> x}}y{{/x}}{{/inline}}{{ #> x}}y{{/x}}",
            "{{\t#\n* inline \"x\"}}y{{/inline}}",
        ] {
            let error = Shell::compile(shell).err().map(|error| error.kind());
            assert_eq!(error, Some(ErrorKind::InvalidTemplate), "{shell}");
        }
    }

    #[test]
    fn a_shell_of_endless_branches_is_refused() {
        let branches = |count: usize| {
            let shell = "{{#if nonce}}".to_owned() + &"{{else if nonce}}".repeat(count) + "{{/if}}";
            Shell::compile(&shell)
        };
        assert!(branches(900).is_ok());
        let error = branches(4_000).err().map(|error| error.kind());
        assert_eq!(error, Some(ErrorKind::InvalidTemplate));
    }

    #[test]
    fn a_shell_that_would_never_end_is_refused() {
        let nested = |levels: usize| {
            let shell = "{{#each this}}".repeat(levels) + "x" + &"{{/each}}".repeat(levels);
            Shell::compile(&shell)
        };
        assert!(nested(3).is_ok());
        let partial = "{{#*inline \"a\"}}{{> a}}{{/inline}}{{> a}}";
        for refused in [
            nested(40),
            Shell::compile(partial),
            Shell::compile("{{> a}}"),
        ] {
            let error = refused.err().map(|error| error.kind());
            assert_eq!(error, Some(ErrorKind::InvalidTemplate));
        }
    }

    #[test]
    fn a_shell_that_writes_too_much_is_an_error() {
        let variables = serde_json::json!({ "html": "x".repeat(1 << 20) });
        let shell = "{{{html}}}".repeat(20);
        let page = Shell::compile(&shell).and_then(|shell| shell.write(&variables));
        assert_eq!(
            page.err().map(|error| error.kind()),
            Some(ErrorKind::OutputTooLarge)
        );
    }
}
