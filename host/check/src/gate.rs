//! The gate before a publication: a document is loaded, checked, and every paywall is rendered in every form factor and
//! language, for every platform.
//!
//! Nothing here decides for a customer. What is found is said once, however many platforms it concerns, and with ids in
//! place of positions, so that a warning that was ticked off stays so when something is inserted before it.

use std::collections::{BTreeMap, BTreeSet};

use paywall_control::policy::Warning;
use paywall_control::verdict::{Fault, MOST_FAULTS, Note};
use paywall_control::{Verdict, canonical, project};
use paywall_engine::{Engine, LoadedDocument};
use serde_json::{Value, json};

use super::place::with_ids;
use super::{Hints, Severity, check};

/// The form factors with a screen of each.
const SCREENS: [(&str, u32, u32); 4] = [
    ("phone", 390, 844),
    ("tablet", 820, 1180),
    ("desktop", 1440, 900),
    ("television", 1920, 1080),
];
/// The language of a document that names none.
const USUAL: &str = "en";
/// The most pages that are rendered for a verdict.
const MOST_PAGES: usize = 100_000;
/// The most warnings that a verdict lists.
const MOST_WARNINGS: usize = 1_000;

/// Judges an app's document for these platforms; with none, as it is. `now` is in epoch milliseconds, for schedules.
pub fn judge(engine: &Engine, document: &Value, platforms: &[&str], now: f64) -> Verdict {
    let mut gate = Gate {
        faults: BTreeSet::new(),
        warnings: BTreeMap::new(),
        pages: 0,
    };
    if platforms.is_empty() {
        gate.look(engine, document, now);
    }
    // Many platforms get the same document.
    let mut seen = BTreeSet::new();
    for platform in platforms {
        let document = project(document.clone(), platform);
        if seen.insert(canonical::hash(&document).ok()) {
            gate.look(engine, &document, now);
        }
    }
    let faults = gate.faults.into_iter().take(MOST_FAULTS).collect();
    let warnings = gate.warnings.into_iter().take(MOST_WARNINGS);
    let warnings = warnings.map(|(warning, message)| Note { warning, message });
    Verdict {
        faults,
        warnings: warnings.collect(),
    }
}

/// The findings so far.
struct Gate {
    faults: BTreeSet<Fault>,
    /// The warnings with their sentences. One that several platforms have is said once.
    warnings: BTreeMap<Warning, String>,
    /// The number of pages that were rendered.
    pages: usize,
}

impl Gate {
    /// Looks at the document of a platform.
    fn look(&mut self, engine: &Engine, document: &Value, now: f64) {
        let bytes = match canonical::write(document) {
            Ok(bytes) => bytes.into_bytes(),
            Err(error) => return self.fault(error.code, "$", &error.message),
        };
        let loaded = match engine.load(&bytes) {
            Ok(loaded) => loaded,
            Err(error) => {
                return self.fault(error.code(), error.path().unwrap_or("$"), &error.message());
            }
        };
        for finding in check(&bytes, now) {
            let path = with_ids(document, finding.path.as_deref().unwrap_or("$"));
            match finding.severity {
                Severity::Error => self.fault(&finding.code, &path, &finding.message),
                Severity::Warning => self.warn(&finding.code, &path, &finding.message),
            }
        }
        match loaded.describe() {
            Ok(described) => {
                let hints = Hints::of(&bytes);
                for warning in described.warnings {
                    let path = warning.path.as_deref();
                    let hint = hints.hint(&warning.code, path, &warning.message);
                    let path = with_ids(document, path.unwrap_or("$"));
                    self.warn(&warning.code, &path, &(warning.message + &hint));
                }
            }
            Err(error) => self.fault(error.code(), error.path().unwrap_or("$"), &error.message()),
        }
        self.render_all(&loaded, document, now);
    }

    /// Renders every paywall in every form factor and language.
    fn render_all(&mut self, loaded: &LoadedDocument, document: &Value, now: f64) {
        let paywalls = document.get("paywalls").and_then(Value::as_array);
        let ids = paywalls
            .into_iter()
            .flatten()
            .filter_map(|paywall| paywall.get("id")?.as_str());
        let locales = locales(document);
        for id in ids {
            for (form_factor, width, height) in SCREENS {
                for locale in &locales {
                    self.pages += 1;
                    if self.pages > MOST_PAGES {
                        let message = format!(
                            "expected at most {MOST_PAGES} pages: paywalls, form factors and languages"
                        );
                        return self.fault("too_many_pages", "$", &message);
                    }
                    let device =
                        json!({ "formFactor": form_factor, "width": width, "height": height });
                    let request =
                        json!({ "paywall": id, "device": device, "locale": locale, "now": now });
                    if let Err(error) = loaded.render(request.to_string().as_bytes()) {
                        let path = format!("$.paywalls[{id}]");
                        self.fault(
                            error.code(),
                            &path,
                            &format!("{form_factor}, {locale}: {}", error.message()),
                        );
                    }
                }
            }
        }
    }

    /// Notes a reason why the document may not be published.
    fn fault(&mut self, code: &str, path: &str, message: &str) {
        if self.faults.len() < MOST_FAULTS {
            let [code, path, message] = [code, path, message].map(str::to_owned);
            self.faults.insert(Fault {
                code,
                path,
                message,
            });
        }
    }

    /// Notes a warning.
    fn warn(&mut self, code: &str, path: &str, message: &str) {
        if self.warnings.len() < MOST_WARNINGS {
            let [code, path] = [code, path].map(str::to_owned);
            let warning = Warning { code, path };
            let said = self.warnings.entry(warning);
            said.or_insert_with(|| message.to_owned());
        }
    }
}

/// Lists the languages of a document.
fn locales(document: &Value) -> Vec<&str> {
    let written = document
        .pointer("/texts/locales")
        .and_then(Value::as_object);
    let mut names: Vec<&str> = written
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    if names.is_empty() {
        names.push(USUAL);
    }
    names
}
