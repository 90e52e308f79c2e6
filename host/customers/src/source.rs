//! The knowledge that rows are read with: the app, other names of customers, and purchase tokens.

use std::collections::BTreeMap;

use paywall_ledger::{App, Environment, Observation, Store};

use crate::account::is_nobody;
use crate::row::Fault;
use crate::tokens::Tokens;

/// The knowledge that rows are read with.
#[derive(Debug)]
pub struct Source<'a> {
    pub(crate) app: &'a App,
    /// A further name of the same customer for each name but the one that counts. Following it ends there.
    aliases: BTreeMap<String, String>,
    pub(crate) tokens: Tokens,
}

impl<'a> Source<'a> {
    /// Makes a source that knows the app alone. [`crate::Kind::learn`] adds what files say of other rows.
    pub fn new(app: &'a App) -> Self {
        Self {
            app,
            aliases: BTreeMap::new(),
            tokens: Tokens::default(),
        }
    }

    /// Learns that two names are one customer's, who is called by the second one from now on. A name that all customers
    /// would share joins nobody.
    pub(crate) fn join(&mut self, other: &str, name: &str) {
        if [other, name].into_iter().any(is_nobody) {
            return;
        }
        let (from, to) = (self.name(other), self.name(name));
        if from != to {
            let (from, to) = (from.to_owned(), to.to_owned());
            self.aliases.insert(from, to);
        }
    }

    /// Returns the name that counts of a customer who may also be called otherwise.
    pub(crate) fn name<'n>(&'n self, called: &'n str) -> &'n str {
        let mut name = called;
        // Names are joined at their ends, so that this is never a circle.
        while let Some(next) = self.aliases.get(name) {
            name = next;
        }
        name
    }

    /// Checks that the app can have a purchase or a grant.
    pub(crate) fn check(&self, seen: &Observation) -> Result<(), Fault> {
        if self.app.policy(seen.member.environment).is_none() {
            return Err(Fault::new("sandbox", "the app takes no test purchases"));
        }
        if let Some(term) = seen
            .terms
            .iter()
            .find(|it| it.ends.is_some_and(|ends| ends < it.starts))
        {
            let reason = format!(
                "`{}` ended before it began, so it was never valid",
                term.product
            );
            return Err(Fault::new("never_valid", reason));
        }
        let known = |name: &str| {
            self.app
                .entitlements
                .iter()
                .any(|it| it.id.as_str() == name)
        };
        let granted = seen.member.store == Store::Granted;
        match seen.terms.iter().find(|it| granted && !known(&it.product)) {
            Some(term) => {
                let reason = format!("the app has no entitlement `{}`", term.product);
                Err(Fault::new("entitlement_unknown", reason))
            }
            None => Ok(()),
        }
    }
}

/// Returns the environment of a test purchase, or of a real one.
pub(crate) const fn environment(is_test: bool) -> Environment {
    match is_test {
        true => Environment::Sandbox,
        false => Environment::Production,
    }
}
