//! All that the translation of one paywall needs: its texts, what `ui_config` says, and the report.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::code;
use super::language::Text;
use crate::count::{Beyond, Count};
use crate::fields::Fields;
use crate::object::Object;
use crate::report::{Code, Report, quote};
use crate::{Options, limits};

/// The colours of a component: those of light mode, or those of dark mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// The colours of light mode, which every component has.
    Light,
    /// The colours of dark mode, where they differ.
    Dark,
}

/// The place of a component in the paywall.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place<'a> {
    /// The package that the component speaks of; outside packages, the selected one.
    pub package: Option<&'a str>,
    /// True if a button is around it, whose taps would be taken away.
    pub in_button: bool,
    /// The tabs around it.
    pub tabs: Option<&'a Tabs<'a>>,
    /// The tab of the button around it: while that tab is shown, the button is selected.
    pub tab: Option<&'a str>,
    /// The form value of the choice around it.
    pub field: Option<&'a str>,
    /// True if several options of that choice can be chosen.
    pub several: bool,
    /// The option of a choice around it: while it is chosen, the option is selected.
    pub option: Option<&'a str>,
    /// The count of components around it.
    pub depth: usize,
}

/// The tabs around a component.
#[derive(Debug)]
pub struct Tabs<'a> {
    /// The form value that says which tab is shown.
    pub form: String,
    /// The stack with the buttons or the switch, which stands where a tab says.
    pub control: Option<Fields<'a>>,
    /// The ids of the tabs.
    pub ids: Vec<String>,
    /// True if a switch chooses between two tabs: its form value is a flag.
    pub switched: bool,
}

impl Tabs<'_> {
    /// Returns the form value while a tab is shown.
    pub fn value(&self, id: &str) -> Json {
        if self.switched {
            Json::Bool(self.ids.iter().position(|known| known == id) == Some(1))
        } else {
            Json::from(id)
        }
    }

    /// Returns the token of the form value.
    pub fn token(&self) -> String {
        format!("${{state.formStates.{}}}", self.form)
    }
}

/// The things that the paywall's frame must hold, as its components turned out to need it.
#[derive(Debug, Default)]
pub struct Needs {
    /// The packages that components name, in document order.
    pub packages: Vec<String>,
    /// The variables of products that texts name.
    pub variables: BTreeSet<&'static str>,
    /// The fonts that texts name.
    pub fonts: BTreeSet<String>,
    /// The form values, and what they begin with.
    pub forms: Vec<(String, Json)>,
    /// The layers that lie over the page, hidden until they are opened.
    pub sheets: Vec<Object>,
    /// The addresses of pictures.
    pub assets: Vec<String>,
    /// The texts in several languages.
    pub texts: Vec<Text>,
}

/// The surroundings of a translation.
#[derive(Debug)]
pub struct Context<'a> {
    /// The wishes of whoever imports.
    pub options: &'a Options,
    /// `ui_config`, or nothing.
    pub ui: Fields<'a>,
    /// The texts of the default language, and where they are.
    pub strings: Fields<'a>,
    /// The default language.
    pub locale: &'a str,
    /// The other languages with their texts.
    pub others: Vec<(&'a str, Fields<'a>)>,
    /// The id of the menu that holds the packages.
    pub menu: &'a str,
    /// The things that the frame must hold.
    pub needs: RefCell<Needs>,
    /// The values of `custom_variables` by name.
    pub custom: BTreeMap<&'a str, &'a Json>,
    /// The count of components read.
    pub count: Count,
    /// Translates a component of any type. Components that hold others are given it here, so that they know no types.
    pub node: Node,
    report: &'a RefCell<Report>,
}

/// A translation of a component into components of ours.
pub type Node = fn(&Context<'_>, &Fields<'_>, Place<'_>) -> Vec<Object>;

/// An object without fields.
pub fn nothing() -> &'static Map<String, Json> {
    static NOTHING: std::sync::LazyLock<Map<String, Json>> = std::sync::LazyLock::new(Map::new);
    &NOTHING
}

impl<'a> Context<'a> {
    /// Makes the surroundings of a paywall.
    pub fn new(
        options: &'a Options,
        ui: Fields<'a>,
        strings: Fields<'a>,
        (locale, menu): (&'a str, &'a str),
        report: &'a RefCell<Report>,
        node: Node,
    ) -> Self {
        let custom = ui.object("custom_variables").map(|custom| custom.map());
        let custom = custom.into_iter().flatten();
        Self {
            custom: custom.map(|(name, value)| (name.as_str(), value)).collect(),
            options,
            ui,
            strings,
            locale,
            others: Vec::new(),
            menu,
            needs: RefCell::default(),
            count: Count::default(),
            node,
            report,
        }
    }

    /// Adds a finding.
    pub fn note(&self, code: Code, path: &str, message: impl Into<String>) {
        self.report.borrow_mut().add(code, path, message);
    }

    /// Returns a text of the default language by its key; without one, notes that it is missing.
    pub fn string(&self, key: &str, path: &str) -> Option<&'a str> {
        let found = self.strings.text(key);
        if found.is_none() && !key.is_empty() {
            let message = format!("no text has the key {} in {}", quote(key), self.locale);
            self.note(code::TEXT_MISSING, path, message);
        }
        found
    }

    /// Notes that the document links to a picture.
    pub fn asset(&self, url: &str) {
        let assets = &mut self.needs.borrow_mut().assets;
        if !assets.iter().any(|known| known == url) {
            assets.push(url.into());
        }
    }

    /// Notes that a component names a package.
    pub fn package(&self, id: &str) {
        let packages = &mut self.needs.borrow_mut().packages;
        if !packages.iter().any(|known| known == id) {
            packages.push(id.into());
        }
    }

    /// Counts a component; returns whether it may be read.
    pub fn may_read(&self, place: Place<'_>, path: &str) -> bool {
        self.count
            .may_read(place.depth, limits::DEPTH, |beyond, message| {
                let code = match beyond {
                    Beyond::Depth => code::TOO_DEEP,
                    Beyond::Number => code::TOO_MANY,
                };
                self.note(code, path, message);
            })
    }
}
